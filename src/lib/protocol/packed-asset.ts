const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Fetches a file that a script of ours has gzipped (engines, samples), and unpacks it. Some hosts unpack gzipped files by
 * themselves: the content decides.
 * @param type media type of the unpacked content
 * @throws Error where the host does not have it
 */
export async function loadPackedAsset(url: string, type: string): Promise<Blob> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`the server answered ${response.status}`);
	const packed = await response.blob();
	const head = new Uint8Array(await packed.slice(0, GZIP_MAGIC.length).arrayBuffer());
	const isPacked = GZIP_MAGIC.every((byte, index) => head[index] === byte);
	const bytes = isPacked ? packed.stream().pipeThrough(new DecompressionStream('gzip')) : packed.stream();
	return new Response(bytes, { headers: { 'content-type': type } }).blob();
}
