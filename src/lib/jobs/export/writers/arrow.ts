import type { Schema } from 'apache-arrow';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { AppError } from '$lib/domain/errors';
import { distinctNames } from '$lib/domain/export/export-name';
import { batchRanges, END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { namedSchema, refuseHugeDigits, schemaMessage } from '../arrow-schema';
import type { ExportRows, OpenWriter, RowWriter, WriterContext } from '../writer';

/** `ARROW1`, padded to eight bytes at the start of a file. */
const MAGIC = new TextEncoder().encode('ARROW1');

/** Arrow IPC file (Feather 2): https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format */
export const openArrowFile: OpenWriter = async (context) => new ArrowWriter(context, true);

/** Arrow IPC stream. */
export const openArrowStream: OpenWriter = async (context) => new ArrowWriter(context, false);

/** Record batches are written as they came; only the schema is another. */
class ArrowWriter implements RowWriter {
	readonly #context: WriterContext;
	readonly #isFile: boolean;
	readonly #blocks: FileBlock[] = [];
	#schema: Schema | null = null;

	constructor(context: WriterContext, isFile: boolean) {
		this.#context = context;
		this.#isFile = isFile;
	}

	async write(rows: ExportRows): Promise<void> {
		const { sink, columns } = this.#context;
		this.#schema ??= await this.#begin(rows);
		refuseHugeDigits(rows, columns);
		for (const { start, headerLength, bodyLength } of batchRanges(rows.ipc)) {
			this.#blocks.push(new FileBlock(headerLength, bodyLength, sink.bytesWritten));
			await sink.write(rows.ipc.subarray(start, start + headerLength + bodyLength));
		}
	}

	async finish(): Promise<void> {
		const { sink } = this.#context;
		if (!this.#schema) throw new AppError('internal', 'An export has no schema.');
		await sink.write(END_OF_STREAM);
		if (!this.#isFile) return;
		const footer = Footer.encode(new Footer(this.#schema, undefined, this.#blocks, []));
		await sink.write(footer as Uint8Array<ArrayBuffer>);
		const end = new Uint8Array(4 + MAGIC.length);
		new DataView(end.buffer).setInt32(0, footer.length, true);
		end.set(MAGIC, 4);
		await sink.write(end);
	}

	async #begin(rows: ExportRows): Promise<Schema> {
		const schema = namedSchema(rows.ipc, distinctNames(this.#context.columns.map(({ name }) => name)));
		if (this.#isFile) await this.#context.sink.write(Uint8Array.of(...MAGIC, 0, 0));
		await this.#context.sink.write(schemaMessage(schema));
		return schema;
	}
}
