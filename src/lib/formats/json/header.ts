import type { ImportOptions } from '$lib/protocol/import-api';
import { numberText, textAt } from './evidence';
import type { Layout } from './layout';
import { readSample } from './sample';
import { TAG } from './tags';

const LOOKED_AT_ROWS = 200;

/**
 * Names of columns from the first of records that are arrays: where it holds words, all different, and below some of
 * them stand no words (SPEC JSN-3); or as the user says.
 */
export function headerOf(
	layout: Pick<Layout, 'kind' | 'path' | 'positional' | 'head' | 'isWhole'>,
	options: ImportOptions
): string[] | null {
	if (options.header === false) return null;
	const { parser } = readSample(layout, LOOKED_AT_ROWS);
	const columns = parser.root.fields.map(({ column }) => column);
	if (parser.rows === 0 || parser.root.tags[0] !== TAG.array) return null;
	const names = columns.map((column) => {
		const tag = column.tags[0] as number;
		if (tag === TAG.number) return numberText(column, 0);
		return tag > TAG.number ? textAt(column, 0) : '';
	});
	if (options.header === true) return names;
	const areWords = columns.every((column) => column.tags[0] === TAG.string);
	const areDifferent = new Set(names).size === names.length && !names.includes('');
	const isAbove = columns.some((column) => {
		const below = column.tags.subarray(1, parser.rows);
		return below.some((tag) => tag > TAG.null) && !below.includes(TAG.string);
	});
	return columns.length > 0 && areWords && areDifferent && isAbove ? names : null;
}
