import { read, type CellObject, type ParsingOptions, type WorkBook, type WorkSheet } from 'xlsx';
import * as sheetJs from 'xlsx';
import { AppError, asAppError } from '$lib/domain/errors';
import { isZip } from '../archive/zip';
import { isHtml } from './descriptor';
import { errorCode } from './cells';
import { PATH_MARK, readPackage, type PackageFile } from './package';
import { MAX_COLUMNS, MAX_ROWS, readSheetData, type CellReferences } from './sheet-data';
import type { MergedArea, Sheet, SheetRow, Workbook } from './workbook';

/** Files that are no zip are read from memory, whole. */
const MAX_FLAT_BYTES = 300e6;
/** Rows that are read for a preview of a file that can't be cut. */
const PREVIEW_ROWS = 1000;
/** Below this size a file is read whole for the preview, too: what is told is then exact. */
const SMALL_BYTES = 1.5e6;

/** SheetJS exports this, but does not declare it. */
const { parse_zip: parseZip } = sheetJs as unknown as {
	parse_zip(zip: PackageFile, options: ParsingOptions): WorkBook;
};

/** Dense rows, numbers as they are stored, with their formats; formulas only to see where a value is missing. */
const OPTIONS: ParsingOptions = {
	dense: true,
	cellDates: false,
	cellNF: true,
	cellText: false,
	cellHTML: false,
	cellFormula: true,
	sheetStubs: true,
	raw: true,
	UTC: true
};

/**
 * Reads a workbook into memory; this blocks the thread, which should be one that can be ended.
 * @param headOnly only the first rows of each sheet are needed
 * @throws AppError `file/damaged`, `file/encrypted`, `file/too-large`, `file/binary`
 */
export async function parseWorkbook(file: File, headOnly: boolean): Promise<Workbook> {
	const magic = new Uint8Array(await file.slice(0, 4).arrayBuffer());
	const cut = headOnly && file.size > SMALL_BYTES;
	const options = cut ? { ...OPTIONS, sheetRows: PREVIEW_ROWS } : OPTIONS;
	if (isZip(magic)) {
		if (cut) {
			const head = headWorkbook(file, (await readPackage(file, true, true))(true), options);
			if (head !== null) return head;
		}
		const pack = await readPackage(file, cut, false);
		return (
			packedWorkbook(file, pack(true), cut, options) ??
			(packedWorkbook(file, pack(false), cut, options) as Workbook)
		);
	}
	if (file.size > MAX_FLAT_BYTES) {
		const message = `${file.name} is larger than ${MAX_FLAT_BYTES / 1e6} MB, the most that can be read of this kind of workbook.`;
		throw new AppError('file/too-large', message, { file: file.name });
	}
	const bytes = new Uint8Array(await file.arrayBuffer());
	const html = isHtml(new TextDecoder().decode(bytes.subarray(0, 4096)));
	return fromSheetJs(file, html, cut, () =>
		html ? read(decoded(bytes), { ...options, type: 'string' }) : read(bytes, { ...options, type: 'array' })
	);
}

/** From the first rows and texts; null where these do not do: then all texts are needed. */
function headWorkbook(file: File, parts: PackageFile, options: ParsingOptions): Workbook | null {
	if (parts.lacksTexts) return null;
	try {
		return packedWorkbook(file, parts, true, options);
	} catch {
		// a text that was cut off, or a fault that shows again when all is read
		return null;
	}
}

/** @returns null where cells that were taken out are nothing that we read */
function packedWorkbook(
	file: File,
	parts: PackageFile,
	cut: boolean,
	options: ParsingOptions
): Workbook | null {
	const formulas = { cellFormula: parts.hasFormulas, sheetStubs: parts.hasFormulas };
	let book: WorkBook | null = null;
	const workbook = fromSheetJs(file, false, cut, () => {
		book = parseZip(parts, { ...options, ...formulas, type: 'array' });
		return book;
	});
	if (parts.sheetData.size === 0 || book === null) return workbook;
	const references = referencesOf(book);
	for (const sheet of workbook.sheets) {
		const mark = sheet.rows[0]?.[0]?.v;
		if (typeof mark !== 'string' || !mark.startsWith(PATH_MARK)) continue;
		const taken = parts.sheetData.get(mark.slice(PATH_MARK.length));
		if (!taken) throw new AppError('internal', 'The cells of a sheet were mislaid.');
		try {
			const rows = readSheetData(taken.text, references, cut ? PREVIEW_ROWS : MAX_ROWS);
			if (rows === null) return null;
			sheet.rows = rows;
		} catch (cause) {
			throw readingError(file, cause);
		}
		sheet.isHead = taken.isHead || (cut && sheet.rows.length >= PREVIEW_ROWS);
		sheet.declaredRows = taken.declaredRows;
		parts.sheetData.delete(mark.slice(PATH_MARK.length));
	}
	return workbook;
}

/** The parts of SheetJS's workbook that it does not declare: what cells refer to. */
interface BookReferences {
	Strings?: { t: string }[];
	Styles?: { CellXf?: { numFmtId?: number }[] };
	SSF?: Record<number, string>;
}

function referencesOf(book: BookReferences): CellReferences {
	const formats = book.SSF ?? {};
	return {
		strings: book.Strings ?? [],
		formats: (book.Styles?.CellXf ?? []).map(({ numFmtId = 0 }) => formats[numFmtId]),
		errorCode
	};
}

function decoded(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

function fromSheetJs(file: File, html: boolean, cut: boolean, parse: () => WorkBook): Workbook {
	let book: WorkBook;
	try {
		book = parse();
	} catch (cause) {
		throw readingError(file, cause);
	}
	const date1904 = book.Workbook?.WBProps?.date1904 ?? false;
	const workbook: Workbook = {
		date1904,
		negativeDates: date1904 || book.bookType === 'ods' || book.bookType === 'fods',
		isHtml: html,
		sheets: [],
		otherSheets: []
	};
	book.SheetNames.forEach((name, index) => {
		const sheet = book.Sheets[name];
		if (sheet && sheet['!type'] !== undefined && sheet['!type'] !== 'sheet') workbook.otherSheets.push(name);
		else if (sheet)
			workbook.sheets.push(toSheet(name, sheet, (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0, cut));
		else throw readingError(file, new Error(`the sheet “${name}” can't be read`));
	});
	return workbook;
}

function toSheet(name: string, sheet: WorkSheet, hidden: boolean, cut: boolean): Sheet {
	const rows = (sheet['!data'] ?? []) as (CellObject | undefined)[][] as SheetRow[];
	if (rows.length > MAX_ROWS || rows.some((cells) => cells !== undefined && cells.length > MAX_COLUMNS)) {
		const message = `the sheet “${name}” has cells beyond the ${MAX_COLUMNS.toLocaleString('en-US')} columns and ${MAX_ROWS.toLocaleString('en-US')} rows that workbooks can have.`;
		throw new AppError('file/damaged', message);
	}
	const full = sheet['!fullref'];
	const declared = full === undefined ? null : sheetJs.utils.decode_range(full).e.r + 1;
	return {
		name,
		hidden,
		rows,
		merges: (sheet['!merges'] ?? []).map(toArea),
		isHead: cut && (declared !== null || rows.length >= PREVIEW_ROWS),
		declaredRows: declared
	};
}

function toArea({ s, e }: sheetJs.Range): MergedArea {
	return { rowStart: s.r, rowLast: e.r, columnStart: s.c, columnLast: e.c };
}

/** What went wrong, by the words of SheetJS. */
function readingError(file: File, cause: unknown): AppError {
	const error = asAppError(cause);
	if (error.code !== 'internal') return error;
	const facts = { file: file.name };
	const { message } = error;
	if (/password|encrypt/i.test(message)) {
		return new AppError('file/encrypted', `${file.name} is protected by a password.`, facts, { cause });
	}
	if (/Cannot find Workbook stream|is not a spreadsheet|Unsupported (?:ZIP|NUMBERS)/i.test(message)) {
		return new AppError('file/binary', `${file.name} is no workbook: ${message}.`, {
			...facts,
			kind: 'no workbook'
		});
	}
	if (/Invalid string length|allocation failed|Invalid array length/i.test(message)) {
		return new AppError('file/too-large', `${file.name} is larger than can be read at once.`, facts, {
			cause
		});
	}
	// where SheetJS stumbles over what is not there, its words are of its own inside
	const why = /\b(undefined|null|function)\b|out of (bounds|range)/i.test(message) ? '' : ` (${message})`;
	return new AppError('file/damaged', `it can't be read as a workbook${why}.`, facts, { cause });
}
