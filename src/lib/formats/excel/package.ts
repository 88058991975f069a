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
const WORKSHEET_XML = /^xl\/worksheets\/[^/]+\.xml$/i;

/** The container that SheetJS works on (a compound file of its CFB library). */
export interface PackageFile {
	/** Looking for formulas that were not calculated takes SheetJS a fifth of its time. */
	hasFormulas: boolean;
	FullPaths: string[];
	FileIndex: { name: string; type: number; size: number; content: Uint8Array }[];
}

/**
 * Unpacks a workbook that is a zip inside.
 * @param headOnly of large worksheets only the first rows
 * @throws AppError `file/too-large`, `file/encrypted`, `archive/ratio`, `archive/damaged`
 */
export async function readPackage(file: File, headOnly: boolean): Promise<PackageFile> {
	const cut = new Set<string>();
	const parts = await readDocument(file, {
		isWanted: (path) => !NO_CELLS.test(path),
		partBytes: MAX_PART_BYTES,
		totalBytes: MAX_TOTAL_BYTES,
		headBytes: (path, sizeBytes) => {
			if (!headOnly || !WORKSHEET_XML.test(path) || sizeBytes <= HEAD_BYTES * 2) return null;
			cut.add(path);
			return HEAD_BYTES;
		}
	});
	checkEncryption(file, parts);
	// SheetJS asks for the styles of OpenDocument, which a writer may leave out
	if (parts.has('content.xml') && !parts.has('styles.xml')) parts.set('styles.xml', new Uint8Array(0));
	const packed: PackageFile = { hasFormulas: !parts.has('xl/workbook.xml'), FullPaths: [], FileIndex: [] };
	for (const [path, bytes] of parts) {
		const isSheet = WORKSHEET_XML.test(path);
		const content = isSheet ? withIsoDates(cut.has(path) ? wholeRows(bytes) : bytes) : bytes;
		packed.hasFormulas ||= isSheet && hasFormulas(content);
		packed.FullPaths.push(path);
		packed.FileIndex.push({ name: path.split('/').at(-1) ?? path, type: 2, size: content.length, content });
	}
	return packed;
}

function checkEncryption(file: File, parts: ReadonlyMap<string, Uint8Array>): void {
	const manifest = parts.get('META-INF/manifest.xml');
	if (!manifest || !new TextDecoder().decode(manifest).includes(':encryption-data')) return;
	throw new AppError('file/encrypted', `${file.name} is protected by a password.`, { file: file.name });
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
