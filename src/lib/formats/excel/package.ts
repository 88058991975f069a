import { AppError } from '$lib/domain/errors';
import { readDocument } from '../archive/document';
import { ISO_MARK } from './workbook';

/** Texts of the engine may be as long as 512 MiB: SheetJS makes one of each part. */
const MAX_PART_BYTES = 480e6;
const MAX_TOTAL_BYTES = 800e6;
/** Enough for the rows that a preview shows, and to judge types by. */
const HEAD_BYTES = 1 << 19;
/** Parts without cells: pictures, programs, caches. Unpacking them would be for nothing. */
const NO_CELLS =
	/(?:^|\/)(?:media|embeddings|printerSettings|pivotCache|customXml|ctrlProps|activeX|Pictures|Thumbnails|ObjectReplacements|externalLinks)\/|vbaProject|\.(?:png|jpe?g|gif|emf|wmf|vml|bin\.rels)$|^docProps\/|calcChain/i;
/** Of the texts that cells refer to: mostly in the order of the cells, so that the first rows need the first ones. */
const HEAD_STRINGS_BYTES = 4 << 20;
const STRINGS_XML = /^xl\/sharedStrings\.xml$/i;
const WORKSHEET_XML = /^xl\/worksheets\/[^/]+\.xml$/i;

/** First character of the only cell that is left in a worksheet whose cells were taken out; the path follows. */
export const PATH_MARK = '\ufdd1';

export interface TakenOut {
	text: string;
	/** Rows by what the sheet says of itself; null where it says nothing. */
	declaredRows: number | null;
	isHead: boolean;
}

/** The container that SheetJS works on (a compound file of its CFB library). */
export interface PackageFile {
	/** Looking for formulas that were not calculated takes SheetJS a fifth of its time. */
	hasFormulas: boolean;
	/** Texts are missing that cells may refer to, and SheetJS would read such a cell: it would make something else of it. */
	lacksTexts: boolean;
	/** Content of `sheetData` by the path of the worksheet, where it was taken out to be read by us. */
	sheetData: Map<string, TakenOut>;
	FullPaths: string[];
	FileIndex: { name: string; type: number; size: number; content: Uint8Array }[];
}

/**
 * Unpacks a workbook that is a zip inside.
 * @param headOnly of large worksheets only the first rows
 * @param cutTexts of many shared texts only the first ones
 * @returns gives the container; with `takeOut`, without the cells of worksheets that are written plainly
 * @throws AppError `file/too-large`, `file/encrypted`, `archive/ratio`, `archive/damaged`
 */
export async function readPackage(
	file: File,
	headOnly: boolean,
	cutTexts: boolean
): Promise<(takeOut: boolean) => PackageFile> {
	const cut = new Set<string>();
	const parts = await readDocument(file, {
		isWanted: (path) => !NO_CELLS.test(path),
		partBytes: MAX_PART_BYTES,
		totalBytes: MAX_TOTAL_BYTES,
		headBytes: (path, sizeBytes) => {
			const limit = STRINGS_XML.test(path)
				? cutTexts && HEAD_STRINGS_BYTES
				: headOnly && WORKSHEET_XML.test(path) && HEAD_BYTES;
			if (limit === false || sizeBytes <= limit * 2) return null;
			cut.add(path);
			return limit;
		}
	});
	checkEncryption(file, parts);
	// SheetJS asks for the styles of OpenDocument, which a writer may leave out
	if (parts.has('content.xml') && !parts.has('styles.xml')) parts.set('styles.xml', new Uint8Array(0));
	return (takeOut) => packed(parts, cut, takeOut);
}

function packed(
	parts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
	cut: ReadonlySet<string>,
	takeOut: boolean
): PackageFile {
	const result: PackageFile = {
		hasFormulas: !parts.has('xl/workbook.xml'),
		lacksTexts: false,
		sheetData: new Map(),
		FullPaths: [],
		FileIndex: []
	};
	for (const [path, bytes] of parts) {
		const isSheet = WORKSHEET_XML.test(path);
		const rest = takeOut && isSheet ? withoutSheetData(path, bytes, cut.has(path), result.sheetData) : null;
		const content =
			rest ??
			(isSheet
				? withIsoDates(cut.has(path) ? wholeRows(bytes) : bytes)
				: cut.has(path)
					? wholeTexts(bytes)
					: bytes);
		if (isSheet && rest === null) result.lacksTexts ||= [...cut].some((one) => STRINGS_XML.test(one));
		result.hasFormulas ||= rest === null && isSheet && hasFormulas(content);
		result.FullPaths.push(path);
		result.FileIndex.push({ name: path.split('/').at(-1) ?? path, type: 2, size: content.length, content });
	}
	return result;
}

/** Takes the cells out of a worksheet. @returns what is left, with a mark; null where SheetJS has to read it */
function withoutSheetData(
	path: string,
	bytes: Uint8Array<ArrayBuffer>,
	isHead: boolean,
	taken: Map<string, TakenOut>
): Uint8Array<ArrayBuffer> | null {
	const text = new TextDecoder().decode(bytes);
	const open = text.indexOf('<sheetData>');
	const close = isHead ? text.lastIndexOf('</row>') + 6 : text.lastIndexOf('</sheetData>');
	if (open < 0 || close < open + 11) return null;
	const head = text.slice(0, open);
	const [, last] = /<dimension ref=["'][A-Z]+\d+:[A-Z]+(\d+)["']/.exec(head) ?? [];
	const declaredRows = last === undefined ? null : Number(last);
	taken.set(path, { text: text.slice(open + 11, close), declaredRows, isHead });
	const mark = `<sheetData><row r="1"><c r="A1" t="str"><v>${PATH_MARK}${escaped(path)}</v></c></row></sheetData>`;
	return new TextEncoder().encode(head + mark + (isHead ? '</worksheet>' : text.slice(close + 12)));
}

function escaped(path: string): string {
	return path.replace(/[&<]/g, (character) => (character === '&' ? '&amp;' : '&lt;'));
}

function checkEncryption(file: File, parts: ReadonlyMap<string, Uint8Array>): void {
	const manifest = parts.get('META-INF/manifest.xml');
	if (!manifest || !new TextDecoder().decode(manifest).includes(':encryption-data')) return;
	throw new AppError('file/encrypted', `${file.name} is protected by a password.`, { file: file.name });
}

/** The head of the shared texts, cut behind its last whole text and closed. */
function wholeTexts(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const text = new TextDecoder().decode(bytes);
	const end = text.lastIndexOf('</si>');
	return new TextEncoder().encode(end < 0 ? text : `${text.slice(0, end)}</si></sst>`);
}

/** The head of a worksheet, cut behind its last whole row and closed. */
function wholeRows(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const text = new TextDecoder().decode(bytes);
	const end = text.lastIndexOf('</row>');
	if (end >= 0) return new TextEncoder().encode(`${text.slice(0, end)}</row></sheetData></worksheet>`);
	const prefixed = /^[\s\S]*<\/(\w+):row>/.exec(text);
	if (!prefixed) return bytes;
	const tail = `</${prefixed[1]}:sheetData></${prefixed[1]}:worksheet>`;
	return new TextEncoder().encode(prefixed[0] + tail);
}

/**
 * Cells of type `d` hold an ISO date. SheetJS would make a bare number of it, and lose that it is a date where the
 * format does not say so: they become texts with a mark.
 */
function withIsoDates(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	if (!hasIsoDates(bytes)) return bytes;
	const text = new TextDecoder().decode(bytes);
	const marked = text.replace(
		/(<(?:\w+:)?c [^>]*?) t=["']d["']([^>]*>\s*<(?:\w+:)?v>)/g,
		(_, start: string, rest: string) => `${start} t="str"${rest}${ISO_MARK}`
	);
	return new TextEncoder().encode(marked);
}

/** Whether `="d"` occurs, in any quotes; the letter is rare in worksheets, which keeps this quick. */
function hasIsoDates(bytes: Uint8Array): boolean {
	const [d, equals] = [0x64, 0x3d];
	for (let at = bytes.indexOf(d); at >= 0; at = bytes.indexOf(d, at + 1)) {
		const quote = bytes[at - 1];
		if ((quote === 0x22 || quote === 0x27) && bytes[at + 1] === quote && bytes[at - 2] === equals)
			return true;
	}
	return false;
}

/** Whether an element `f` occurs, in any namespace. */
function hasFormulas(bytes: Uint8Array): boolean {
	const [f, open, colon] = [0x66, 0x3c, 0x3a];
	for (let at = bytes.indexOf(f); at >= 0; at = bytes.indexOf(f, at + 1)) {
		const before = bytes[at - 1];
		if (before !== open && before !== colon) continue;
		const after = bytes[at + 1];
		if (after === 0x3e || after === 0x20 || after === 0x2f) return true;
	}
	return false;
}
