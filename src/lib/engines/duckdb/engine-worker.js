// Runs DuckDB's own worker script with a module that was compiled before: each engine of a page would else
// compile 34 MB again. A classic script, as DuckDB's is one. The first message is
// `{ script: string, module: WebAssembly.Module }`; all later ones are DuckDB's.
self.onmessage = (event) => {
	const { script, module } = event.data;
	WebAssembly.instantiateStreaming = async (source, imports) => {
		await source;
		try {
			return { module, instance: await WebAssembly.instantiate(module, imports) };
		} catch (error) {
			// DuckDB's script would wait for ever; an error event is heard
			setTimeout(() => {
				throw error;
			});
			throw error;
		}
	};
	// SQL such as read_csv('https://…') would else send requests; the app contacts no host but its own
	self.XMLHttpRequest = function () {
		throw new Error('Varve reads no addresses. Download the file and import it.');
	};
	self.importScripts(script);
	readAhead();
};

const FIRST_WINDOW_BYTES = 512 << 10;
const LAST_WINDOW_BYTES = 4 << 20;

/**
 * Version files are read block by block (256 KiB), and each read of a File is a round trip to another process, which
 * takes longer than the bytes do. So reads that go on where the last one ended take more than was asked for, twice as
 * much each time, and the next ones are answered from it. Files that are read this way never change.
 */
function readAhead() {
	const origins = new WeakMap();
	const windows = new WeakMap();
	const { slice } = Blob.prototype;
	const { readAsArrayBuffer } = FileReaderSync.prototype;
	Blob.prototype.slice = function (start, end, type) {
		const part = slice.call(this, start, end, type);
		origins.set(part, { file: this, start });
		return part;
	};
	FileReaderSync.prototype.readAsArrayBuffer = function (part) {
		const origin = origins.get(part);
		if (!origin || !(origin.start >= 0)) return readAsArrayBuffer.call(this, part);
		const { file, start } = origin;
		const end = start + part.size;
		const window = windows.get(file);
		if (window && start >= window.start && end <= window.start + window.bytes.byteLength) {
			return window.bytes.slice(start - window.start, end - window.start);
		}
		// near the last one: columns that are not asked for lie between
		const goesOn =
			window && start >= window.start && start < window.start + window.bytes.byteLength + window.size;
		const size = goesOn ? Math.min(LAST_WINDOW_BYTES, window.size * 2) : FIRST_WINDOW_BYTES;
		const bytes = readAsArrayBuffer.call(
			this,
			slice.call(file, start, Math.min(file.size, Math.max(end, start + size)))
		);
		windows.set(file, { start, bytes, size });
		return bytes.slice(0, part.size);
	};
}
