import { quoteText } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { PartTarget } from '$lib/protocol/library-api';
import { openSyncAccess } from '$lib/storage/sources/sync-access';

/** The part under rewriting, as SQL knows it. */
export const REWRITTEN = 'rewritten';

/**
 * Changes a part that is written but not committed yet.
 * @param bytes the part in memory mode, else null
 * @returns its new bytes in memory mode, else null
 */
export async function rewritePart(
	engine: DuckDbEngine,
	{ fileName, handles }: PartTarget,
	bytes: Uint8Array<ArrayBuffer> | null,
	change: () => Promise<void>
): Promise<Uint8Array<ArrayBuffer> | null> {
	if (handles) {
		// what a checkpoint left in the log would be replayed
		await empty(handles.wal);
		await engine.registerHandle(fileName, handles.database);
		await engine.registerHandle(`${fileName}.wal`, handles.wal);
	} else if (bytes) await engine.registerFileBuffer(fileName, bytes);
	await engine.run(`ATTACH ${quoteText(fileName)} AS ${REWRITTEN}`);
	await change();
	await engine.run(`CHECKPOINT ${REWRITTEN}`);
	await engine.run(`DETACH ${REWRITTEN}`);
	const changed = handles ? null : await engine.copyFileToBuffer(fileName);
	await engine.dropFile(fileName);
	if (handles) await engine.dropFile(`${fileName}.wal`);
	return changed;
}

/** The part as a file that can be read. */
export async function partFile(
	{ fileName, handles }: PartTarget,
	bytes: Uint8Array<ArrayBuffer> | undefined
): Promise<{ fileName: string; file: File }> {
	const file = handles ? await handles.database.getFile() : new File([bytes ?? ''], fileName);
	return { fileName, file };
}

async function empty(handle: FileSystemFileHandle): Promise<void> {
	const access = await openSyncAccess(handle);
	try {
		access.truncate(0);
		access.flush();
	} finally {
		access.close();
	}
}
