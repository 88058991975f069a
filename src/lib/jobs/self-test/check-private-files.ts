import { passed, type CheckOutcome } from '$lib/domain/self-test/check';
import { openSyncAccess } from '$lib/storage/sources/sync-access';

/**
 * Writes a file to the origin's private file system the way version files are written, reads it back the way
 * they are read, and removes it.
 */
export async function checkPrivateFiles(): Promise<CheckOutcome> {
	const root = await navigator.storage.getDirectory();
	const name = `varve-self-test-${crypto.randomUUID()}`;
	const written = crypto.getRandomValues(new Uint8Array(4096));
	try {
		const handle = await root.getFileHandle(name, { create: true });
		const access = await openSyncAccess(handle);
		try {
			access.write(written, { at: 0 });
			access.flush();
		} finally {
			access.close();
		}
		const read = new Uint8Array(await (await handle.getFile()).arrayBuffer());
		if (read.length !== written.length || read.some((byte, at) => byte !== written[at])) {
			throw new Error('a file read back differs from what was written');
		}
	} finally {
		await root.removeEntry(name).catch(() => undefined);
	}
	return passed({ sizeBytes: written.length });
}
