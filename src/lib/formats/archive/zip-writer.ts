import { configure, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';

// we are in a worker already, and blob workers don't pass a strict content security policy
configure({ useWebWorkers: false });

/** An archive that is written while its members are made, one after the other. */
export interface ZipFile {
	/** Adds a member; `content` ends it. */
	add(path: string, content: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
	close(): Promise<void>;
}

/** @param write gets the archive's bytes in order; awaited */
export function createZip(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>): ZipFile {
	// without the 64-bit extension, which not every office program reads: members stay under 4 GB
	const zip = new ZipWriter(new WritableStream<Uint8Array<ArrayBuffer>>({ write }), {
		level: 6,
		zip64: false,
		keepOrder: true
	});
	return {
		add: async (path, content) => void (await zip.add(path, content)),
		close: async () => void (await zip.close())
	};
}
