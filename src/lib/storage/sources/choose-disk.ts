import type { Disk } from './disk';
import { MemoryDisk } from './memory-disk';
import { OpfsDisk } from './opfs-disk';
import { openSyncAccess } from './sync-access';

export interface ChosenDisk {
	disk: Disk;
	/** Why data is kept in memory only, as a sentence; null when it is kept on the disk. */
	reason: string | null;
}

const PROBE = 'probe';

/** @returns the private file system where it really works, else memory (SPEC STO-1) */
export async function chooseDisk(): Promise<ChosenDisk> {
	try {
		if (!globalThis.isSecureContext) throw new Error('the page is not loaded over https');
		if (!navigator.locks) throw new Error('the browser has no Web Locks');
		await probe();
		return { disk: await OpfsDisk.open(), reason: null };
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		return {
			disk: new MemoryDisk(),
			reason: `This browser gives the page no private file storage (${detail}), so data is kept in memory and is gone when the tab is closed.`
		};
	}
}

/** Some browsers offer functions that throw when called (WebKitGTK): only writing and reading back is proof. */
async function probe(): Promise<void> {
	await navigator.locks.request('varve:probe', async () => {
		const root = await navigator.storage.getDirectory();
		try {
			await writeAndReadBack(await root.getFileHandle(PROBE, { create: true }));
		} catch (error) {
			// A full disk is a disk: what is stored on it can be read, and removed.
			if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
		} finally {
			await root.removeEntry(PROBE).catch(() => undefined);
		}
	});
}

async function writeAndReadBack(handle: FileSystemFileHandle): Promise<void> {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	const access = await openSyncAccess(handle);
	try {
		access.truncate(0);
		if (access.write(bytes, { at: 0 }) < bytes.length) return;
		access.flush();
	} finally {
		access.close();
	}
	const back = new Uint8Array(await (await handle.getFile()).arrayBuffer());
	if (back.length !== bytes.length || back.some((byte, index) => byte !== bytes[index]))
		throw new Error('what was written does not come back');
}
