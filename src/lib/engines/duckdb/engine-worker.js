// Runs DuckDB's own worker script with a module that was compiled before: each engine of a page would else
// compile 34 MB again. A classic script, as DuckDB's is one. The first message is
// `{ script: string, module: WebAssembly.Module }`; later ones are DuckDB's, but for those that `answer` below names.

/** The engine's, once it has started. @type {WebAssembly.Memory | null} */
let memory = null;

self.onmessage = (event) => {
	const { script, module } = event.data;
	WebAssembly.instantiateStreaming = async (source, imports) => {
		await source;
		try {
			const instance = await WebAssembly.instantiate(module, imports);
			memory = imports.env.memory;
			return { module, instance };
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
	holdHandles();
	readQuickly();
};

/** Chromium forgets what was asked of a handle that nothing holds: DuckDB would wait for its file for ever. */
function holdHandles() {
	const prototype = self.FileSystemFileHandle?.prototype;
	const open = prototype?.createSyncAccessHandle;
	if (!open) return;
	const opening = new Set();
	prototype.createSyncAccessHandle = async function (options) {
		opening.add(this);
		try {
			return await open.call(this, options);
		} finally {
			opening.delete(this);
		}
	};
}

const FIRST_WINDOW_BYTES = 512 << 10;
const LAST_WINDOW_BYTES = 4 << 20;
/** A file that has not been read for so long is let go of, so that it can be removed. */
const IDLE_MS = 300;
const IDLE_LOOK_MS = 50;

/**
 * Version files are read block by block (256 KiB), and each read of a File is a round trip to another process, which
 * takes longer than the bytes do. An access handle reads in place, some twenty times faster; so where a message
 * `{ name, handle: FileSystemFileHandle }` has come before the file of that name, and where the browser has access
 * handles that only read (others would lock the file), it is opened. While it is not, and for all other files, reads
 * that go on where the last one ended take more than was asked for, twice as much each time, and the next ones are
 * answered from it. Files that are read this way never change.
 */
function readQuickly() {
	const origins = new WeakMap();
	const windows = new WeakMap();
	const places = new PlaceReaders();
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
		const inPlace = places.read(file, start, part.size);
		if (inPlace) return inPlace;
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
	const answer = self.onmessage;
	self.onmessage = async (event) => {
		const { heapTo, handle, name, type, data } = event.data;
		if (heapTo) return heapTo.postMessage(memory?.buffer.byteLength ?? 0);
		if (handle) return places.expect(name, handle);
		// the file's first reads come right after this
		if (type === 'REGISTER_FILE_HANDLE') await places.meet(data[0], data[1]);
		return answer.call(self, event);
	};
}

/** Reads files through access handles, each open only while it is in use. */
class PlaceReaders {
	#expected = new Map();
	/** By File: `{ handle, access, isOpening, readAt }`. */
	#readers = new WeakMap();
	#open = new Set();
	#isSupported = true;

	expect(name, handle) {
		this.#expected.set(name, handle);
	}

	/** The file of an expected name has come. */
	async meet(name, file) {
		const handle = this.#expected.get(name);
		if (!handle) return;
		this.#expected.delete(name);
		const reader = { handle, access: null, isOpening: false, readAt: 0 };
		this.#readers.set(file, reader);
		await this.#openReader(reader, file.size);
	}

	/** @returns {ArrayBuffer | null} null where the file is not open, or can't be */
	read(file, start, size) {
		const reader = this.#readers.get(file);
		if (!reader) return null;
		if (!reader.access) {
			void this.#openReader(reader, file.size);
			return null;
		}
		const bytes = new Uint8Array(size);
		if (reader.access.read(bytes, { at: start }) !== size) return null;
		reader.readAt = performance.now();
		return bytes.buffer;
	}

	async #openReader(reader, size) {
		if (reader.isOpening || !this.#isSupported) return;
		reader.isOpening = true;
		// one that can't be opened now, as it is being removed, is read another way
		const access = await reader.handle.createSyncAccessHandle({ mode: 'read-only' }).catch(() => null);
		reader.isOpening = false;
		if (!access) return;
		this.#isSupported = access.mode === 'read-only';
		if (!this.#isSupported || access.getSize() !== size) return access.close();
		reader.access = access;
		reader.readAt = performance.now();
		if (this.#open.size === 0) setTimeout(() => this.#closeIdle(), IDLE_LOOK_MS);
		this.#open.add(reader);
	}

	#closeIdle() {
		for (const reader of this.#open) {
			if (performance.now() - reader.readAt < IDLE_MS) continue;
			reader.access.close();
			reader.access = null;
			this.#open.delete(reader);
		}
		if (this.#open.size > 0) setTimeout(() => this.#closeIdle(), IDLE_LOOK_MS);
	}
}
