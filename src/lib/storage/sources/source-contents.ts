import type { SqlJsStatic } from 'sql.js';
import { asAppError } from '$lib/domain/errors';
import type { StoredVersion } from '$lib/domain/layers/layer-work';
import type { Version } from '$lib/domain/versions/version';
import { Catalogue, type CatalogueMeta } from './catalogue';
import { isCatalogueName, readNewestCatalogue } from './catalogue-files';
import type { Disk, DiskEntry, DiskPath } from './disk';
import { visibleVersions } from './layered-versions';
import { isPartName, REMOVED, UNCOMMITTED } from './source-files';

/** What a source's directory holds, as found at one moment. */
export type SourceContents =
	/** A sound catalogue. `problems` tells by version number which versions can't be read, and why. */
	| {
			kind: 'ready';
			generation: number;
			meta: CatalogueMeta;
			nextVersion: number;
			versions: Version[];
			/** With the removed versions that others are read from. */
			stored: StoredVersion[];
			problems: ReadonlyMap<number, string>;
	  }
	/** Nothing that was ever committed, or something removed: rubbish once nobody holds the source's lock. */
	| { kind: 'rubbish' }
	/** Something was committed, but what is there can't be read. */
	| { kind: 'damaged'; problem: string };

/** A writer in another tab can change the directory while it is read; then it is read again, so many times. */
const READ_ATTEMPTS = 5;

/**
 * Reads a directory without a lock; writers in other tabs are allowed for.
 * @param isKnown the project lists the source: then it is never taken for rubbish that can be removed unasked
 */
export async function readContents(
	disk: Disk,
	path: DiskPath,
	sqlite: SqlJsStatic,
	isKnown: boolean
): Promise<SourceContents> {
	for (let attempt = 1; ; attempt++) {
		const before = await disk.list(path);
		const contents = await readOnce(disk, path, before, sqlite, isKnown);
		if (contents.kind === 'ready' && contents.problems.size === 0) return contents;
		const after = await disk.list(path);
		if (attempt === READ_ATTEMPTS || sameCatalogues(before, after)) return contents;
	}
}

async function readOnce(
	disk: Disk,
	path: DiskPath,
	entries: DiskEntry[],
	sqlite: SqlJsStatic,
	isKnown: boolean
): Promise<SourceContents> {
	const names = new Set(entries.map((entry) => entry.name));
	if (names.has(REMOVED)) return { kind: 'rubbish' };
	const file = await readNewestCatalogue(disk, path);
	if (!file) return withoutCatalogue(names, isKnown);
	try {
		const catalogue = Catalogue.open(sqlite, file.bytes);
		try {
			const stored = catalogue.storedVersions();
			const versions = visibleVersions(stored);
			return {
				kind: 'ready',
				generation: file.generation,
				meta: catalogue.meta,
				nextVersion: catalogue.nextVersion,
				versions,
				stored,
				problems: await findProblems(disk, path, stored)
			};
		} finally {
			catalogue.close();
		}
	} catch (error) {
		return { kind: 'damaged', problem: asAppError(error).message };
	}
}

function withoutCatalogue(names: ReadonlySet<string>, isKnown: boolean): SourceContents {
	const parts = [...names].filter(isPartName).length;
	const catalogues = [...names].filter(isCatalogueName).length;
	const isEmpty = parts === 0 && catalogues === 0;
	if (!isKnown && (isEmpty || names.has(UNCOMMITTED))) return { kind: 'rubbish' };
	const again = 'Remove the source, and import its files again.';
	if (isEmpty)
		return { kind: 'damaged', problem: `Its files are gone from this browser's storage. ${again}` };
	const what = catalogues > 0 ? 'Its catalogue is damaged' : 'Its catalogue is lost';
	const data = parts === 1 ? 'One data file is' : `${parts} data files are`;
	return {
		kind: 'damaged',
		problem: `${what}, so its versions can't be told apart. ${data} still stored. ${again}`
	};
}

async function findProblems(disk: Disk, path: DiskPath, versions: Version[]): Promise<Map<number, string>> {
	const found = await Promise.all(
		versions.map(async (version) => [version.version, await problemOf(disk, path, version)] as const)
	);
	return new Map(found.flatMap(([version, problem]) => (problem ? [[version, problem] as const] : [])));
}

/** @returns why the version can't be read, as a sentence, or null when its files are as they were written */
async function problemOf(disk: Disk, path: DiskPath, version: Version): Promise<string | null> {
	for (const part of version.parts) {
		const file = await disk.read([...path, part.fileName]);
		const now = file ? `${file.size} instead of ${part.sizeBytes} bytes long` : 'gone';
		if (file?.size !== part.sizeBytes)
			return `Version ${version.version} can't be read: its file ${part.fileName} is ${now}. Remove this version, or import its file again.`;
	}
	return null;
}

function sameCatalogues(before: DiskEntry[], after: DiskEntry[]): boolean {
	const keyOf = (entries: DiskEntry[]) =>
		entries
			.map((entry) => entry.name)
			.filter((name) => isCatalogueName(name) || name === REMOVED || name === UNCOMMITTED)
			.join();
	return keyOf(before) === keyOf(after);
}
