import { AppError, asAppError } from '$lib/domain/errors';
import { distinctNames } from '$lib/domain/export/export-name';
import {
	loadParquetWasm,
	type ParquetWasm,
	type RecordBatch,
	type WriterProperties
} from '$lib/formats/parquet/wasm';
import { ipcStream, namedSchema, refuseHugeDigits, schemaMessage } from '../arrow-schema';
import { multiplySeconds, withoutSeconds } from '../parquet-times';
import type { ExportRows, OpenWriter, RowWriter, WriterContext } from '../writer';

/** As DuckDB's: what is in memory at a time is one group. */
const ROW_GROUP_ROWS = 122_880;

/**
 * Beyond it a column's values are written as they are. With the usual 1 MB, columns of many different values take twice
 * the time and a third more room: they fill a dictionary that is then given up.
 */
const DICTIONARY_BYTES = 32_768;

/** Parquet with zstd, a row group at a time. */
export const openParquet: OpenWriter = async (context) => new ParquetWriter(context, await loadParquetWasm());

class ParquetWriter implements RowWriter {
	readonly #context: WriterContext;
	readonly #parquet: ParquetWasm;
	#schema: Uint8Array<ArrayBuffer> | null = null;
	#batches: ReadableStreamDefaultController<RecordBatch> | null = null;
	#writing: Promise<void> | null = null;
	/** Wakes `write` when the encoder wants more. */
	#wanted: () => void = () => undefined;

	constructor(context: WriterContext, parquet: ParquetWasm) {
		this.#context = context;
		this.#parquet = parquet;
	}

	async write(rows: ExportRows): Promise<void> {
		refuseHugeDigits(rows, this.#context.columns);
		this.#schema ??= schemaMessage(
			withoutSeconds(namedSchema(rows.ipc, distinctNames(this.#context.columns.map(({ name }) => name))))
		);
		multiplySeconds(rows);
		const table = this.#parquet.Table.fromIPCStream(ipcStream(this.#schema, [rows]));
		if (rows.rowCount === 0) return;
		if (!this.#writing) {
			this.#writing = this.#start();
			// told by the next call
			this.#writing.catch(() => undefined);
		}
		const batches = table.recordBatches();
		for (const batch of batches) {
			await this.#turn();
			this.#batches?.enqueue(batch);
		}
		table.free();
	}

	async finish(): Promise<void> {
		if (this.#writing) {
			this.#batches?.close();
			await this.#writing;
			return;
		}
		if (!this.#schema) throw new AppError('internal', 'An export has no schema.');
		const empty = ipcStream(this.#schema, []);
		const { Table, writeParquet } = this.#parquet;
		await this.#context.sink.write(
			writeParquet(Table.fromIPCStream(empty), this.#properties()) as Uint8Array<ArrayBuffer>
		);
	}

	/** Resolves when the encoder has taken what it was given. */
	async #turn(): Promise<void> {
		while ((this.#batches?.desiredSize ?? 1) <= 0) {
			const taken = new Promise<void>((resolve) => (this.#wanted = resolve));
			await Promise.race([taken, this.#writing]);
		}
	}

	/** Encodes what is put into `#batches` and sends it on. */
	async #start(): Promise<void> {
		const batches = new ReadableStream<RecordBatch>(
			{
				start: (controller) => void (this.#batches = controller),
				pull: () => this.#wanted()
			},
			{ highWaterMark: 2 }
		);
		try {
			const encoded = (await this.#parquet.transformParquetStream(
				batches,
				this.#properties()
			)) as ReadableStream<Uint8Array<ArrayBuffer>>;
			const reader = encoded.getReader();
			for (;;) {
				const { done, value } = await reader.read();
				if (done) return;
				await this.#context.sink.write(value);
			}
		} catch (cause) {
			const error = asAppError(cause, 'export/value');
			throw new AppError(error.code, `The rows can't be written as Parquet: ${error.message}`, error.facts, {
				cause
			});
		}
	}

	#properties(): WriterProperties {
		const { WriterPropertiesBuilder, Compression, EnabledStatistics } = this.#parquet;
		return new WriterPropertiesBuilder()
			.setCompression(Compression.ZSTD)
			.setMaxRowGroupSize(ROW_GROUP_ROWS)
			.setDictionaryPageSizeLimit(DICTIONARY_BYTES)
			.setStatisticsEnabled(EnabledStatistics.Chunk)
			.setCreatedBy('Varve')
			.build();
	}
}
