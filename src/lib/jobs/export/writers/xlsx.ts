import { AppError } from '$lib/domain/errors';
import { XLSX_MAX_COLUMNS, XLSX_MAX_ROWS } from '$lib/domain/export/export-format';
import { createZip, type ZipFile } from '$lib/formats/archive/zip-writer';
import { ByteBuffer } from '../byte-buffer';
import type { ExportRows, OpenWriter, RowWriter, WriterContext } from '../writer';
import { textCell, xlsxCell } from './xlsx-cell';
import { SHEET_FOOT, SHEET_PATH, sheetHead, sheetNameOf, STYLES, workbookParts } from './xlsx-parts';

const PIECE_BYTES = 2 ** 18;

/** A workbook with one sheet, written as it comes: texts stand in the cells, not in a shared table. */
export const openXlsx: OpenWriter = async (context) => {
	const { columns, options } = context;
	if (columns.length > XLSX_MAX_COLUMNS) {
		throw limit(`An Excel sheet has ${shown(XLSX_MAX_COLUMNS)} columns; these are ${shown(columns.length)}.`);
	}
	const zip = createZip((bytes) => context.sink.write(bytes));
	for (const { path, xml } of workbookParts(sheetNameOf(options.table))) await zip.add(path, streamOf(xml));
	return new XlsxWriter(context, zip);
};

class XlsxWriter implements RowWriter {
	readonly #context: WriterContext;
	readonly #zip: ZipFile;
	readonly #out = new ByteBuffer(PIECE_BYTES * 2);
	readonly #sheet: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
	readonly #packing: Promise<void>;
	#rowCount = 0;

	constructor(context: WriterContext, zip: ZipFile) {
		const { columns, options } = context;
		this.#context = context;
		this.#zip = zip;
		const pipe = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
		this.#sheet = pipe.writable.getWriter();
		this.#packing = zip.add(SHEET_PATH, pipe.readable);
		this.#packing.catch(() => undefined);
		this.#out.text(sheetHead(options.header));
		if (!options.header) return;
		this.#row(columns.map(({ name }) => textCell(name, name, STYLES.header)));
	}

	async write({ batches }: ExportRows): Promise<void> {
		const { columns } = this.#context;
		for (const batch of batches) {
			const cells = batch.columns.map((data, index) =>
				xlsxCell(data, columns[index]?.sqlType ?? null, columns[index]?.name ?? '')
			);
			for (let row = 0; row < batch.rowCount; row++) {
				this.#row(cells.map((cell) => cell(row)));
				if (this.#out.length >= PIECE_BYTES) await this.#flush();
			}
		}
	}

	async finish(): Promise<void> {
		this.#out.text(SHEET_FOOT);
		await this.#flush();
		await Promise.all([this.#sheet.close(), this.#packing]);
		await this.#zip.close();
	}

	#row(cells: readonly (string | null)[]): void {
		if (this.#rowCount >= XLSX_MAX_ROWS) {
			const most = shown(XLSX_MAX_ROWS);
			throw limit(`An Excel sheet has ${most} rows, the header among them; these rows do not fit.`);
		}
		this.#rowCount++;
		this.#out.ascii(`<row r="${this.#rowCount}">`);
		cells.forEach((cell, index) => {
			if (cell !== null) this.#out.text(`<c r="${columnLetters(index)}${this.#rowCount}"${cell}`);
		});
		this.#out.ascii('</row>');
	}

	async #flush(): Promise<void> {
		const bytes = this.#out.view().slice();
		this.#out.clear();
		// where packing fails, nobody takes the bytes any more
		await Promise.race([this.#sheet.write(bytes), this.#packing]);
	}
}

const known: string[] = [];

/** `A` … `Z`, `AA` …: 0 is `A`. */
function columnLetters(index: number): string {
	return (known[index] ??=
		(index >= 26 ? columnLetters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26)));
}

function streamOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
	return new Blob([text]).stream();
}

function limit(message: string): AppError {
	return new AppError('export/limit', message);
}

function shown(count: number): string {
	return count.toLocaleString('en');
}
