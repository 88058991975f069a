import { memoryConfig, openConfig, type Config } from '$lib/storage/config/config';
import { DEFAULT_PROJECT_ID } from '$lib/storage/config/project-store';
import type { SourceStore } from '$lib/storage/config/source-store';
import { chooseDisk } from '$lib/storage/sources/choose-disk';
import type { Disk } from '$lib/storage/sources/disk';
import { MemoryLocks, WebLocks, type Locks } from '$lib/storage/sources/locks';
import { startSqlite, type SqlJsStatic } from '$lib/storage/sources/sqlite';
import { LibraryEvents } from './library-events';

const DEFAULT_NAMESPACE = 'varve';

/** What a library stands on; tests put other disks under it. */
export interface LibraryEnvironment {
	disk: Disk;
	/** Why data is kept in memory only, or null. */
	reason: string | null;
	/** Folder of the project's sources. */
	path: readonly string[];
	/** Starts the names of locks. */
	lockPrefix: string;
	locks: Locks;
	projectId: string;
	sources: SourceStore;
	/** Statements that people wrote. */
	statements: Pick<Config, 'queries' | 'history'>;
	events: LibraryEvents;
	sqlite: SqlJsStatic;
}

/**
 * The environment of a browser's worker.
 * @param namespace keeps libraries on one origin apart
 */
export async function browserEnvironment(
	namespace = DEFAULT_NAMESPACE,
	projectId = DEFAULT_PROJECT_ID
): Promise<LibraryEnvironment> {
	const [{ disk, reason }, sqlite] = await Promise.all([chooseDisk(), startSqlite()]);
	const isShared = disk.mode === 'opfs';
	const config = isShared ? await openConfig(namespace) : memoryConfig();
	return {
		disk,
		reason,
		path: [...(namespace === DEFAULT_NAMESPACE ? [] : [namespace]), 'projects', projectId, 'sources'],
		lockPrefix: `${namespace}:${projectId}`,
		locks: isShared ? new WebLocks() : new MemoryLocks(),
		projectId,
		sources: config.sources,
		statements: config,
		events: new LibraryEvents(isShared ? `${namespace}:${projectId}:library` : null),
		sqlite
	};
}
