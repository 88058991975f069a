/** @throws RangeError where there are fewer bytes than `length` */
export function need(bytes: Uint8Array, length: number, what: string): Uint8Array {
	if (bytes.length < length) throw new RangeError(`a ${what} buffer is too short`);
	return bytes;
}

/** @returns offsets that rise, from 0 or more to `end` at most */
export function checkOffsets(bytes: Uint8Array, length: number, end: number): Uint8Array {
	if (length === 0) return bytes;
	need(bytes, (length + 1) * 4, 'offset');
	const view = viewOf(bytes);
	let last = view.getInt32(0, true);
	if (last < 0) throw new RangeError('an offset is negative');
	for (let at = 4; at <= length * 4; at += 4) {
		const next = view.getInt32(at, true);
		if (next < last) throw new RangeError('offsets fall');
		last = next;
	}
	if (last > end) throw new RangeError('an offset lies behind the values');
	return bytes;
}

/** All texts together are UTF-8, and none begins within a character. */
export function checkTexts(offsets: Uint8Array, length: number, data: Uint8Array): void {
	if (length === 0) return;
	const view = viewOf(offsets);
	const [start, end] = [view.getInt32(0, true), view.getInt32(length * 4, true)];
	try {
		new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data.subarray(start, end));
	} catch (cause) {
		throw new RangeError('a text is not UTF-8', { cause });
	}
	for (let at = 0; at < length * 4; at += 4) {
		const offset = view.getInt32(at, true);
		if (offset < end && ((data[offset] ?? 0) & 0xc0) === 0x80) throw new RangeError('a text is not UTF-8');
	}
}

/** Every index that is not NULL is in the dictionary. */
export function checkIndexes(
	bytes: Uint8Array,
	length: number,
	indexBytes: number,
	entries: number,
	validity: Uint8Array | null
): void {
	const view = viewOf(bytes);
	const read = {
		1: (at: number) => view.getUint8(at),
		2: (at: number) => view.getUint16(at, true),
		4: (at: number) => view.getUint32(at, true),
		8: (at: number) => Number(view.getBigUint64(at, true))
	}[indexBytes];
	if (!read) throw new RangeError('indexes of an unknown size');
	for (let row = 0; row < length; row++) {
		if (read(row * indexBytes) < entries) continue;
		const isNull = validity !== null && ((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0;
		if (!isNull) throw new RangeError('an index lies outside of its dictionary');
	}
}

export function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
