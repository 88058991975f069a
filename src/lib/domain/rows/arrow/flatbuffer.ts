import { utf8Text } from '../utf8';

/** A table of a flatbuffer: fields by their position in the schema file (https://flatbuffers.dev/internals). */
export class FlatTable {
	readonly #view: DataView;
	readonly #at: number;

	constructor(view: DataView, at: number) {
		this.#view = view;
		this.#at = at;
	}

	/** The root table of the buffer that begins at `start`. */
	static root(view: DataView, start: number): FlatTable {
		return new FlatTable(view, start + view.getUint32(start, true));
	}

	uint8(field: number, fallback = 0): number {
		const at = this.#position(field);
		return at === 0 ? fallback : this.#view.getUint8(at);
	}

	int16(field: number, fallback = 0): number {
		const at = this.#position(field);
		return at === 0 ? fallback : this.#view.getInt16(at, true);
	}

	int32(field: number, fallback = 0): number {
		const at = this.#position(field);
		return at === 0 ? fallback : this.#view.getInt32(at, true);
	}

	/** A 64-bit number that is known to be exact as a number. */
	int64(field: number): number {
		const at = this.#position(field);
		return at === 0 ? 0 : Number(this.#view.getBigInt64(at, true));
	}

	text(field: number): string | null {
		const at = this.#position(field);
		if (at === 0) return null;
		const start = at + this.#view.getUint32(at, true);
		const length = this.#view.getUint32(start, true);
		return utf8Text(new Uint8Array(this.#view.buffer, this.#view.byteOffset + start + 4, length));
	}

	table(field: number): FlatTable | null {
		const at = this.#position(field);
		return at === 0 ? null : new FlatTable(this.#view, at + this.#view.getUint32(at, true));
	}

	tables(field: number): FlatTable[] {
		const { start, length } = this.#vector(field);
		return Array.from({ length }, (_, index) => {
			const at = start + index * 4;
			return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
		});
	}

	/** A vector of structs of two 64-bit numbers. */
	pairs(field: number): [number, number][] {
		const { start, length } = this.#vector(field);
		return Array.from({ length }, (_, index) => {
			const at = start + index * 16;
			return [Number(this.#view.getBigInt64(at, true)), Number(this.#view.getBigInt64(at + 8, true))];
		});
	}

	/** A vector of 64-bit numbers. */
	longs(field: number): number[] {
		const { start, length } = this.#vector(field);
		return Array.from({ length }, (_, index) => Number(this.#view.getBigInt64(start + index * 8, true)));
	}

	#vector(field: number): { start: number; length: number } {
		const at = this.#position(field);
		if (at === 0) return { start: 0, length: 0 };
		const start = at + this.#view.getUint32(at, true);
		return { start: start + 4, length: this.#view.getUint32(start, true) };
	}

	/** Where a field lies, or 0 where it is absent. */
	#position(field: number): number {
		const vtable = this.#at - this.#view.getInt32(this.#at, true);
		const entry = 4 + field * 2;
		if (entry >= this.#view.getUint16(vtable, true)) return 0;
		const offset = this.#view.getUint16(vtable + entry, true);
		return offset === 0 ? 0 : this.#at + offset;
	}
}
