import type { ByteBuffer } from '../byte-buffer';

const ZERO = 48;
const BILLION = 1_000_000_000;
const scratch = new Uint8Array(20);

/** Writes `value` (0 to 2^53) in decimal. */
export function writeUnsigned(out: ByteBuffer, value: number): void {
	if (value >= BILLION) {
		const high = Math.floor(value / BILLION);
		writeUnsigned(out, high);
		writePadded(out, value - high * BILLION, 9);
		return;
	}
	let rest = value | 0;
	let at = scratch.length;
	do {
		const next = (rest / 10) | 0;
		scratch[--at] = ZERO + rest - next * 10;
		rest = next;
	} while (rest > 0);
	out.reserve(scratch.length);
	while (at < scratch.length) out.bytes[out.length++] = scratch[at++] as number;
}

/** Writes `value` (0 to 2^53) with zeros in front, `width` digits in all. */
export function writePadded(out: ByteBuffer, value: number, width: number): void {
	out.reserve(width);
	let rest = value;
	for (let at = out.length + width - 1; at >= out.length; at--) {
		const next = Math.floor(rest / 10);
		out.bytes[at] = ZERO + rest - next * 10;
		rest = next;
	}
	out.length += width;
}

/** Writes a whole number of at most 53 bits. */
export function writeInteger(out: ByteBuffer, value: number): void {
	if (value < 0) {
		out.byte(45);
		writeUnsigned(out, -value);
	} else writeUnsigned(out, value);
}
