import { AppError } from '$lib/domain/errors';
import { FlatTable } from '$lib/domain/rows/arrow/flatbuffer';

const CONTINUATION = 0xffff_ffff;
const FILE_MAGIC = 'ARROW1';
/** Read ahead, so that small messages do not each wait for the disk. */
const WINDOW_BYTES = 4 << 20;
const MAX_METADATA_BYTES = 256 << 20;

export const MESSAGE = { schema: 1, dictionary: 2, batch: 3 } as const;

/** A message of the stream, its body not yet read. */
export interface ArrowMessage {
	/** One of `MESSAGE`, or another number. */
	kind: number;
	header: FlatTable;
	bodyStart: number;
	bodyBytes: number;
}

/** Messages of an Arrow IPC file or stream, one after the other. */
export class ArrowMessages {
	readonly #bytes: FileWindow;
	#end: number;
	#endIsMarked = false;

	private constructor(
		private readonly file: File,
		private readonly start: number,
		end: number,
		/** Of a file, not of a stream. */
		private readonly footer: FlatTable | null
	) {
		this.#bytes = new FileWindow(file);
		this.#end = end;
	}

	/** @throws AppError `file/damaged` for a file without an end */
	static async open(file: File): Promise<ArrowMessages> {
		const text = async (from: number, to?: number) =>
			String.fromCharCode(...new Uint8Array(await file.slice(from, to).arrayBuffer()));
		if ((await text(0, FILE_MAGIC.length)) !== FILE_MAGIC) return new ArrowMessages(file, 0, file.size, null);
		if (file.size < 18 || (await text(-FILE_MAGIC.length)) !== FILE_MAGIC) {
			throw damaged(file, 'the end of the Arrow file is missing: it is cut off, or was never closed.');
		}
		const tail = new DataView(await file.slice(-10, -6).arrayBuffer());
		const footerBytes = tail.getUint32(0, true);
		if (footerBytes > file.size - 18) throw damaged(file, 'its footer is larger than the file.');
		const end = file.size - 10 - footerBytes;
		const footer = new DataView(await file.slice(end, -10).arrayBuffer());
		try {
			return new ArrowMessages(file, 8, end, FlatTable.root(footer, 0));
		} catch (cause) {
			throw damaged(file, 'its footer can’t be read.', cause);
		}
	}

	/** The schema: in the footer of a file (some writers put it nowhere else), in the first message of a stream. */
	async schema(): Promise<FlatTable> {
		const known = this.footer?.table(1);
		if (known) return known;
		for await (const { kind, header } of this) if (kind === MESSAGE.schema) return header;
		throw damaged(this.file, 'it has no schema.');
	}

	/** Batches by the footer; null for a stream, which has none. */
	get batchCount(): number | null {
		return this.footer ? this.footer.tables(3).length : null;
	}

	/** Whether the stream said where it ends; known at its end. */
	get endIsMarked(): boolean {
		return this.#endIsMarked;
	}

	/** @throws AppError `file/damaged` */
	async *[Symbol.asyncIterator](): AsyncGenerator<ArrowMessage> {
		let at = this.start;
		while (at + 4 <= this.#end) {
			const head = await this.#bytes.read(at, Math.min(8, this.#end - at));
			const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
			// before version 0.15 the length stood alone
			const isMarked = view.getUint32(0, true) === CONTINUATION;
			if (isMarked && head.length < 8) throw damaged(this.file, 'it ends within a message.');
			const metadataBytes = view.getUint32(isMarked ? 4 : 0, true);
			at += isMarked ? 8 : 4;
			if (metadataBytes === 0) {
				this.#endIsMarked = true;
				return;
			}
			const message = await this.#message(at, metadataBytes);
			yield message;
			at = message.bodyStart + message.bodyBytes;
		}
		if (at < this.#end) throw damaged(this.file, 'it ends within a message.');
	}

	/** The bytes behind a message. */
	async body({ bodyStart, bodyBytes }: ArrowMessage): Promise<Uint8Array<ArrayBuffer>> {
		return this.#bytes.read(bodyStart, bodyBytes);
	}

	async #message(at: number, metadataBytes: number): Promise<ArrowMessage> {
		if (metadataBytes > MAX_METADATA_BYTES || at + metadataBytes > this.#end) {
			throw damaged(this.file, 'it ends within a message.');
		}
		const bytes = await this.#bytes.read(at, metadataBytes);
		const message = FlatTable.root(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
		const header = message.table(2);
		const bodyBytes = message.int64(3);
		const bodyStart = at + metadataBytes;
		if (!header) throw damaged(this.file, 'a message has no content.');
		if (bodyBytes < 0 || bodyStart + bodyBytes > this.#end)
			throw damaged(this.file, 'it ends within a message.');
		return { kind: message.uint8(1), header, bodyStart, bodyBytes };
	}
}

/** @param why half a sentence, with its full stop */
export function damaged(file: File, why: string, cause?: unknown): AppError {
	return new AppError('file/damaged', why, { file: file.name }, { cause });
}

class FileWindow {
	#start = 0;
	#bytes = new Uint8Array(new ArrayBuffer(0));

	constructor(private readonly file: File) {}

	/** Bytes that lie in the file; a view that holds until it is let go of. */
	async read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
		const isThere = start >= this.#start && start + length <= this.#start + this.#bytes.length;
		if (!isThere) {
			const end = start + Math.max(length, WINDOW_BYTES);
			this.#bytes = new Uint8Array(await this.file.slice(start, end).arrayBuffer());
			this.#start = start;
		}
		return this.#bytes.subarray(start - this.#start, start - this.#start + length);
	}
}
