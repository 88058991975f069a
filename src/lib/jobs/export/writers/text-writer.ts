import type { RecordBatch } from '$lib/domain/rows/arrow/ipc';
import { ByteBuffer } from '../byte-buffer';
import type { ByteSink, ExportRows, RowWriter } from '../writer';

/** Text is sent on in pieces of at least this size. */
const PIECE_BYTES = 2 ** 20;

/** What text formats have in common: a head, a piece for each row, a foot. */
export class TextWriter implements RowWriter {
	readonly #sink: ByteSink;
	readonly #rowsOf: (batch: RecordBatch) => (out: ByteBuffer, row: number) => void;
	readonly #foot: (out: ByteBuffer) => void;
	readonly #out = new ByteBuffer(PIECE_BYTES * 1.25);

	/**
	 * @param rowsOf makes the function that writes a row of the batch
	 */
	constructor(
		sink: ByteSink,
		head: (out: ByteBuffer) => void,
		rowsOf: (batch: RecordBatch) => (out: ByteBuffer, row: number) => void,
		foot: (out: ByteBuffer) => void = () => undefined
	) {
		this.#sink = sink;
		this.#rowsOf = rowsOf;
		this.#foot = foot;
		head(this.#out);
	}

	async write({ batches }: ExportRows): Promise<void> {
		for (const batch of batches) {
			const write = this.#rowsOf(batch);
			for (let row = 0; row < batch.rowCount; row++) {
				write(this.#out, row);
				if (this.#out.length >= PIECE_BYTES) await this.#flush();
			}
		}
	}

	async finish(): Promise<void> {
		this.#foot(this.#out);
		await this.#flush();
	}

	async #flush(): Promise<void> {
		await this.#sink.write(this.#out.view());
		this.#out.clear();
	}
}
