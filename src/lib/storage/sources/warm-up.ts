import type { VersionDraft } from '$lib/protocol/library-api';
import { emptyDatabase } from './empty-database';
import { MemoryDisk } from './memory-disk';
import { SourceDirectory } from './source-directory';
import type { SqlJsStatic } from './sqlite';

/** Each time less has to be compiled. */
const TIMES = 2;

/**
 * Commits a made-up version in memory, so that the browser has compiled the code when the user's comes: the first
 * commit would else take several times longer.
 */
export async function warmUp(sqlite: SqlJsStatic): Promise<void> {
	for (let time = 0; time < TIMES; time++) {
		const meta = { sourceId: 'warm-up', name: 'warm-up', kind: 'file', createdAt: '' };
		const directory = new SourceDirectory(new MemoryDisk(), [meta.sourceId], sqlite);
		await directory.start();
		await directory.commit(draft(meta.sourceId, await emptyDatabase()), meta);
	}
}

function draft(sourceId: string, part: Uint8Array<ArrayBuffer>): VersionDraft {
	const column = { name: 'id', type: 'BIGINT', why: '' };
	const segment = { part: 0, table: 't0_s0', firstRecord: 1, rows: 1 };
	return {
		tables: [{ name: sourceId, rows: 1, rejected: 0, columns: [column], segments: [segment] }],
		partBytes: [part],
		partCount: 1,
		sha256: '',
		options: {},
		optionsKey: '{}',
		receipt: {
			importId: sourceId,
			sourceId,
			sourceName: sourceId,
			version: 0,
			status: 'committed',
			committedAt: '',
			file: { name: sourceId, sizeBytes: 1, sha256: '' },
			format: 'json',
			tables: [{ name: sourceId, rowsRead: 1, rowsLoaded: 1, rowsRejected: 0, columns: [column] }],
			warnings: [],
			storedBytes: 0,
			elapsedMs: 0,
			phases: []
		}
	};
}
