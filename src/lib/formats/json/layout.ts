import { AppError } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import { detectEncoding, bomOf } from '../delimited/encoding';
import { TextInput } from '../delimited/text-source';
import { headerOf } from './header';
import { outline, type Outline } from './outline';
import { formatPath, parsePath, type RecordsPath } from './path';
import type { LayoutKind } from './splitter';
import { OPEN_BRACE, OPEN_BRACKET } from './tokens';

/** How the records of a JSON file are found. */
export interface Layout {
	kind: LayoutKind;
	/** Where the array or object is; null where there is none. */
	path: RecordsPath | null;
	/** Records are arrays: their elements are columns by position. */
	positional: boolean;
	/** Names of the columns, from the first record; null: there are none. */
	header: string[] | null;
	encoding: string;
	bom: boolean;
	/** Why it is read so; options as in `FormatSetting`. */
	why: { layout: string; encoding: string };
	isEncodingGuess: boolean;
	/** Paths that can be chosen. */
	paths: string[];
	/** Keys beside the way to the records, which are left out. */
	leftOut: string[];
	/** The start of the text, in UTF-8, and whether that is all of it. */
	head: Uint8Array<ArrayBuffer>;
	isWhole: boolean;
}

const HEAD_BYTES = 512 << 10;
/** Looked at where the first record is longer. */
const LONG_HEAD_BYTES = 8 << 20;

/**
 * Finds out how a file is to be read, from its beginning.
 * @throws AppError `file/empty`, `import/option`
 */
export async function readLayout(input: PackedInput, options: ImportOptions): Promise<Layout> {
	const first = await layoutOf(input, options, HEAD_BYTES);
	if (first.isWhole || first.sawRecord) return first.layout;
	return (await layoutOf(input, options, LONG_HEAD_BYTES)).layout;
}

async function layoutOf(
	input: PackedInput,
	options: ImportOptions,
	bytes: number
): Promise<{ layout: Layout; isWhole: boolean; sawRecord: boolean }> {
	const raw = await input.head(bytes);
	const isWhole = raw.length < bytes;
	const found = encodingOf(raw, isWhole, options);
	const text = new TextInput(found);
	const decoded = text.push(raw);
	const head = isWhole ? joined(decoded, text.finish()) : decoded;
	const seen = outline(head, isWhole);
	if (seen.isEmpty)
		throw new AppError('file/empty', `${input.file.name} is empty.`, { file: input.file.name });
	const where = placeOf(seen, options, input.memberName);
	const base = { ...where, ...found, head, isWhole };
	const header = where.positional ? headerOf(base, options) : null;
	return { layout: { ...base, header }, isWhole, sawRecord: seen.sawRecord };
}

function encodingOf(raw: Uint8Array<ArrayBuffer>, isWhole: boolean, { encoding }: ImportOptions) {
	const marked = bomOf(raw);
	if (encoding !== undefined) {
		const label = encodingLabel(encoding);
		const bom = marked?.encoding === label;
		return { encoding: label, bom, isEncodingGuess: false };
	}
	const found = detectEncoding([{ bytes: raw, cutStart: false, cutEnd: !isWhole }]);
	return { encoding: found.encoding, bom: found.bomBytes > 0, isEncodingGuess: found.isGuess };
}

function encodingLabel(encoding: string): string {
	try {
		return new TextDecoder(encoding).encoding;
	} catch {
		const message = `There is no encoding “${encoding}”.`;
		throw new AppError('import/option', message, { option: 'encoding', value: encoding });
	}
}

type Place = Pick<Layout, 'kind' | 'path' | 'positional' | 'paths' | 'leftOut' | 'why'>;

function placeOf(seen: Outline, options: ImportOptions, name: string): Place {
	const why = (layout: string) => ({ layout, encoding: '' });
	const isLines = seen.isLines || (/\.(ndjson|jsonl|ldjson)$/i.test(name) && !seen.isSpread);
	const path = options.path === undefined || options.path === '' ? null : parsePath(options.path);
	if (path === null && (isLines || seen.values > 1)) {
		const kind = isLines ? 'lines' : 'values';
		const what = isLines ? 'every line is a value of its own' : 'values follow each other';
		return {
			kind,
			path: null,
			positional: seen.first === OPEN_BRACKET,
			paths: [],
			leftOut: [],
			why: why(what)
		};
	}
	const paths = seen.first === OPEN_BRACE ? [...seen.places.map((place) => formatPath(place.path)), '$'] : [];
	const chosen =
		path ?? (seen.first === OPEN_BRACKET ? { keys: [], members: false } : (seen.places[0]?.path ?? null));
	const isWhole =
		chosen === null || (chosen.keys.length === 0 && !chosen.members && seen.first !== OPEN_BRACKET);
	if (isWhole) {
		const what = seen.first === OPEN_BRACE ? 'the file is one object' : 'the file is one value';
		return { kind: 'values', path: null, positional: false, paths, leftOut: [], why: why(what) };
	}
	const place = seen.places.find((one) => formatPath(one.path) === formatPath(chosen));
	return {
		kind: chosen.members ? 'members' : 'elements',
		path: chosen,
		positional: (place?.firstElement ?? seen.firstElement) === OPEN_BRACKET,
		paths,
		leftOut:
			seen.first === OPEN_BRACE && chosen.keys.length > 0
				? seen.keys.filter((key) => key !== chosen.keys[0])
				: [],
		why: why(path ? 'you set it' : (place?.why ?? 'the file is one array'))
	};
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	if (b.length === 0) return a;
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}
