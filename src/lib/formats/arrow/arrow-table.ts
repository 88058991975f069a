import { Schema, type DataType } from 'apache-arrow';
import { DictionaryBatch, Message } from 'apache-arrow/ipc/metadata/message';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import type { FlatTable } from '$lib/domain/rows/arrow/flatbuffer';
import { damaged, MESSAGE, type ArrowMessage, type ArrowMessages } from './messages';
import { arrowColumn, outgoingField, UnsupportedType, type ArrowColumn } from './layout';
import { rebatch } from './rebatch';

/** A column of the file; `column` is null where its type can't be read here. */
export interface ArrowFileColumn {
	name: string;
	column: ArrowColumn | null;
	/** What can't be read, for people. */
	unsupported: string | null;
}

/** Name by which DuckDB knows the column at `position`. */
export function incomingName(position: number): string {
	return `c${position}`;
}

/** The columns that the schema message names. @throws RangeError, TypeError where it is damaged */
export function columnsOfSchema(header: FlatTable): ArrowFileColumn[] {
	if (header.int16(0) === 1) throw new RangeError('numbers lie in big-endian order');
	const dictionaries = new Map<number, DataType>();
	return header.tables(1).map((field) => {
		const name = field.text(0) ?? '';
		try {
			return { name, column: arrowColumn(field, dictionaries), unsupported: null };
		} catch (error) {
			if (!(error instanceof UnsupportedType)) throw error;
			return { name, column: null, unsupported: error.message };
		}
	});
}

/** Turns messages of a file into streams that DuckDB takes. */
export class ArrowTable {
	readonly #columns: ArrowColumn[];
	readonly #wanted: boolean[];
	readonly #schema: Uint8Array;
	/** Messages that a reader must have seen, by dictionary. */
	readonly #dictionaries = new Map<number, Uint8Array[]>();
	readonly #lengths = new Map<number, number>();
	readonly #values = new Map<number, ArrowColumn>();

	/** @param wanted by position; a column that can't be read can't be wanted, nor one behind it be found */
	constructor(
		private readonly file: File,
		columns: readonly ArrowFileColumn[],
		wanted: readonly boolean[]
	) {
		this.#columns = columns.flatMap(({ column }) => column ?? []);
		if (this.#columns.length < columns.length) throw new RangeError('a column can’t be read');
		this.#wanted = [...wanted];
		const fields = this.#columns.flatMap((column, position) =>
			this.#wanted[position] ? [outgoingField(column, incomingName(position))] : []
		);
		this.#schema = encoded(Message.from(new Schema(fields)), null);
		for (const [position, column] of this.#columns.entries()) {
			if (this.#wanted[position]) this.#noteDictionaries(column);
		}
	}

	/** Whether batches after this message can't share a stream with those before it. */
	changesDictionary({ kind, header }: ArrowMessage): boolean {
		return kind === MESSAGE.dictionary && this.#values.has(header.int64(0));
	}

	/** Keeps a dictionary. @throws AppError `file/damaged` */
	takeDictionary(message: ArrowMessage, body: Uint8Array): void {
		const id = message.header.int64(0);
		const values = this.#values.get(id);
		if (!values) return;
		this.#guarded(() => {
			const data = message.header.table(1);
			if (!data) throw new RangeError('a dictionary without values');
			const isDelta = message.header.uint8(2) === 1;
			const plain = rebatch(data, body, [values], [true], this.#lengths);
			const piece = encoded(
				Message.from(new DictionaryBatch(plain.header, id, isDelta), plain.body.length),
				plain.body
			);
			const before = isDelta ? (this.#dictionaries.get(id) ?? []) : [];
			this.#dictionaries.set(id, [...before, piece]);
			this.#lengths.set(id, (isDelta ? (this.#lengths.get(id) ?? 0) : 0) + plain.rows);
		});
	}

	/** @throws AppError `file/damaged` */
	takeBatch(message: ArrowMessage, body: Uint8Array): { rows: number; piece: Uint8Array } {
		return this.#guarded(() => {
			const {
				rows,
				header,
				body: plain
			} = rebatch(message.header, body, this.#columns, this.#wanted, this.#lengths);
			return { rows, piece: encoded(Message.from(header, plain.length), plain) };
		});
	}

	/** A whole stream of batches. */
	stream(batches: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
		return concatenated([
			this.#schema,
			...[...this.#dictionaries.values()].flat(),
			...batches,
			END_OF_STREAM
		]);
	}

	#noteDictionaries(column: ArrowColumn): void {
		for (const child of column.children) this.#noteDictionaries(child);
		if (column.dictionary) this.#values.set(column.dictionary.id, { ...column, dictionary: null });
	}

	#guarded<T>(task: () => T): T {
		try {
			return task();
		} catch (cause) {
			const why = cause instanceof RangeError ? cause.message : 'its data can’t be read';
			throw damaged(this.file, `${why}.`, cause);
		}
	}
}

/** Rows of the batches by their own headers, without reading them; null where that takes longer than `limitMs`. */
export async function countRows(messages: ArrowMessages, limitMs: number): Promise<number | null> {
	const until = performance.now() + limitMs;
	let rows = 0;
	for await (const { kind, header } of messages) {
		if (kind === MESSAGE.batch) rows += header.int64(0);
		if (performance.now() > until) return null;
	}
	return rows;
}

/** A message with its length in front; what follows begins at a multiple of 8. */
function encoded(message: Message, body: Uint8Array | null): Uint8Array {
	const metadata = Message.encode(message);
	const padded = (metadata.length + 7) & ~7;
	const prefix = new Uint8Array(8 + padded);
	const view = new DataView(prefix.buffer);
	view.setUint32(0, 0xffff_ffff, true);
	view.setUint32(4, padded, true);
	prefix.set(metadata, 8);
	return body ? concatenated([prefix, body]) : prefix;
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		joined.set(piece, at);
		at += piece.length;
	}
	return joined;
}
