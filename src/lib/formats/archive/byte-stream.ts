/** Bytes that are pulled. */
export type ByteStream = ReadableStream<Uint8Array<ArrayBuffer>>;

/** The chunks of a stream; giving up early cancels it. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value as Uint8Array<ArrayBuffer>;
		}
	} finally {
		reader.cancel().catch(() => undefined);
	}
}

/** A stream that pulls from `chunks` (`ReadableStream.from` is not everywhere yet). */
export function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ByteStream {
	return new ReadableStream({
		async pull(controller) {
			const { done, value } = await chunks.next();
			if (done) controller.close();
			else controller.enqueue(value);
		},
		async cancel() {
			await chunks.return(undefined);
		}
	});
}
