/** Arrow IPC streams as bytes, cut and joined without looking into them. */

/** Length of the message at the start of `stream`: 8 bytes, then as many as they say. A schema has nothing behind it. */
function schemaBytes(stream: Uint8Array): number {
	return 8 + new DataView(stream.buffer, stream.byteOffset, 8).getUint32(4, true);
}

const END_BYTES = 8;

/** One stream of several with the same schema and without dictionaries; a single one is handed back as it is. */
export function joinIpcStreams(streams: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
	const [first] = streams;
	if (!first) throw new RangeError('nothing to join');
	if (streams.length === 1) return first;
	const pieces = streams.map((stream, index) =>
		stream.subarray(
			index === 0 ? 0 : schemaBytes(stream),
			index === streams.length - 1 ? stream.length : stream.length - END_BYTES
		)
	);
	const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		joined.set(piece, at);
		at += piece.length;
	}
	return joined;
}
