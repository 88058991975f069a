import { need, viewOf } from './buffer-checks';

const MAX_OFFSET = BigInt(2 ** 31 - 1);
const INLINE_BYTES = 12;

/** Half-precision floats as single ones; none is lost. */
export function halfToFloat(bytes: Uint8Array, length: number): Uint8Array {
	const view = viewOf(bytes);
	const floats = new Float32Array(length);
	for (let row = 0; row < length; row++) {
		const bits = view.getUint16(row * 2, true);
		const sign = bits >= 0x8000 ? -1 : 1;
		const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
		if (exponent === 31) floats[row] = fraction === 0 ? sign * Infinity : NaN;
		else if (exponent === 0) floats[row] = sign * fraction * 2 ** -24;
		else floats[row] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
	}
	return new Uint8Array(floats.buffer);
}

/** Decimals of 4, 8 or 32 bytes in 16. @throws RangeError where one does not fit, against its own precision */
export function resizedDecimals(bytes: Uint8Array, length: number, width: number): Uint8Array {
	const target = new Uint8Array(length * 16);
	for (let row = 0; row < length; row++) {
		const value = bytes.subarray(row * width, (row + 1) * width);
		const fill = ((value[Math.min(width, 16) - 1] ?? 0) & 128) !== 0 ? 255 : 0;
		if (value.subarray(16).some((byte) => byte !== fill)) throw new RangeError('a decimal is too large');
		target.fill(fill, row * 16, (row + 1) * 16);
		target.set(value.subarray(0, 16), row * 16);
	}
	return target;
}

/** 64-bit offsets as 32-bit ones, from 0. @throws RangeError where they do not fit */
export function shortOffsets(bytes: Uint8Array, length: number): Uint8Array {
	if (length === 0) return new Uint8Array(4);
	const view = viewOf(need(bytes, (length + 1) * 8, 'offset'));
	const offsets = new Int32Array(length + 1);
	for (let row = 0; row <= length; row++) {
		const offset = view.getBigInt64(row * 8, true);
		if (offset < 0n || offset > MAX_OFFSET) throw new RangeError('an offset is out of range');
		offsets[row] = Number(offset);
	}
	return new Uint8Array(offsets.buffer);
}

/** Texts or bytes that lie as views, one behind the other. @throws RangeError where a view points nowhere */
export function fromViews(
	views: Uint8Array,
	length: number,
	buffers: readonly Uint8Array[],
	validity: Uint8Array | null
): { offsets: Uint8Array; data: Uint8Array } {
	const view = viewOf(views);
	const offsets = new Int32Array(length + 1);
	const pieces: Uint8Array[] = [];
	let end = 0;
	for (let row = 0; row < length; row++) {
		const isNull = validity !== null && ((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0;
		if (!isNull) {
			const piece = viewed(views, view, row * 16, buffers);
			pieces.push(piece);
			end += piece.length;
			if (BigInt(end) > MAX_OFFSET) throw new RangeError('a batch of texts is too large');
		}
		offsets[row + 1] = end;
	}
	const data = new Uint8Array(end);
	let at = 0;
	for (const piece of pieces) {
		data.set(piece, at);
		at += piece.length;
	}
	return { offsets: new Uint8Array(offsets.buffer), data };
}

function viewed(views: Uint8Array, view: DataView, at: number, buffers: readonly Uint8Array[]): Uint8Array {
	const length = view.getInt32(at, true);
	if (length < 0) throw new RangeError('a view has a negative length');
	if (length <= INLINE_BYTES) return views.subarray(at + 4, at + 4 + length);
	const buffer = buffers[view.getInt32(at + 8, true)];
	const start = view.getInt32(at + 12, true);
	if (!buffer || start < 0 || start + length > buffer.length) throw new RangeError('a view points nowhere');
	return buffer.subarray(start, start + length);
}
