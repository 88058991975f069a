import { findInvalidUtf8 } from '$lib/domain/bytes';

/** Answers, for ascending ranges, whether text is ill-formed there. */
export class InvalidBytes {
	readonly #offsets: number[];
	#index = 0;

	constructor(
		private readonly buffer: Uint8Array,
		from: number,
		end: number,
		final: boolean,
		private readonly replacementIsInvalid: boolean
	) {
		this.#offsets = findInvalidUtf8(buffer, from, end, !final);
	}

	within(start: number, stop: number): boolean {
		const offsets = this.#offsets;
		while (this.#index < offsets.length && (offsets[this.#index] as number) < start) this.#index++;
		if (this.#index < offsets.length && (offsets[this.#index] as number) < stop) return true;
		return this.replacementIsInvalid && hasReplacement(this.buffer, start, stop);
	}
}

function hasReplacement(buffer: Uint8Array, start: number, stop: number): boolean {
	for (let i = start; i + 2 < stop; i++) {
		if (buffer[i] === 0xef && buffer[i + 1] === 0xbf && buffer[i + 2] === 0xbd) return true;
	}
	return false;
}
