/**
 * LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), as Arrow packs its buffers with them.
 * Checksums are not looked at: lengths and offsets are.
 */
const MAGIC = 0x184d2204;

/**
 * @param sizeBytes unpacked
 * @throws RangeError where the frame is damaged or unpacks to another size
 */
export function unpackLz4Frame(packed: Uint8Array, sizeBytes: number): Uint8Array<ArrayBuffer> {
	const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	const flags = view.getUint8(4);
	if (view.getUint32(0, true) !== MAGIC || flags >> 6 !== 1) throw new RangeError('no LZ4 frame');
	const hasBlockChecksums = (flags & 16) !== 0;
	let at = 7 + ((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0);
	const target = new Uint8Array(sizeBytes);
	let length = 0;
	for (;;) {
		const header = view.getUint32(at, true);
		at += 4;
		if (header === 0) break;
		const blockBytes = header & 0x7fff_ffff;
		if (at + blockBytes > packed.length) throw new RangeError('the LZ4 frame is cut off');
		const block = packed.subarray(at, at + blockBytes);
		if (header >>> 31 === 1) {
			if (length + blockBytes > sizeBytes) throw new RangeError('the LZ4 frame is too long');
			target.set(block, length);
			length += blockBytes;
		} else length = unpackBlock(block, target, length);
		at += blockBytes + (hasBlockChecksums ? 4 : 0);
	}
	if (length !== sizeBytes) throw new RangeError('the LZ4 frame has another length than it should');
	return target;
}

/** Unpacks a block behind what is in `target` already; matches may reach back into that. @returns the new length */
function unpackBlock(block: Uint8Array, target: Uint8Array, start: number): number {
	let at = 0;
	let length = start;
	const extended = (nibble: number): number => {
		let value = nibble;
		if (nibble < 15) return value;
		for (;;) {
			const byte = block[at++];
			if (byte === undefined) throw new RangeError('the LZ4 block is cut off');
			value += byte;
			if (byte < 255) return value;
		}
	};
	while (at < block.length) {
		const token = block[at++] ?? 0;
		const literals = extended(token >> 4);
		if (at + literals > block.length || length + literals > target.length) {
			throw new RangeError('the LZ4 block is damaged');
		}
		target.set(block.subarray(at, at + literals), length);
		at += literals;
		length += literals;
		if (at >= block.length) break;
		const offset = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
		at += 2;
		const matched = extended(token & 15) + 4;
		if (offset === 0 || offset > length || length + matched > target.length) {
			throw new RangeError('the LZ4 block is damaged');
		}
		if (offset >= matched) target.copyWithin(length, length - offset, length - offset + matched);
		else for (let i = 0; i < matched; i++) target[length + i] = target[length + i - offset] ?? 0;
		length += matched;
	}
	return length;
}
