import type { FormatDescriptor } from '../format';
import { looksLikeJson, looksLikeScalar } from './plausible';

const EXTENSIONS: readonly string[] = ['json', 'ndjson', 'jsonl', 'ldjson', 'geojson'];

/** JSON and NDJSON. */
export const json = {
	id: 'json',
	label: 'JSON',
	extensions: EXTENSIONS,
	mediaTypes: ['application/json', 'application/x-ndjson', 'application/geo+json'],
	recognises: (head, extension) =>
		looksLikeJson(head) || (EXTENSIONS.includes(extension) && looksLikeScalar(head))
} as const satisfies FormatDescriptor;
