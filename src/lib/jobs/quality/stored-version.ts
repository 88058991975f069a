import { AppError } from '$lib/domain/errors';
import type { Version } from '$lib/domain/versions/version';
import type { LibraryApi, ResolvedTable, SourceQuality } from '$lib/protocol/library-api';
import type { VersionToJudge } from './judge-version';

/** A version as the library has it, and what is needed to judge it. */
export interface StoredVersion {
	sourceName: string;
	version: Version;
	quality: SourceQuality;
	parts: ResolvedTable['parts'];
	toJudge: VersionToJudge;
}

export type StoredLibrary = Pick<LibraryApi, 'findSource' | 'versions' | 'resolve' | 'quality'>;

/** @throws AppError `source/unknown`, `version/unknown`, `storage/damaged` */
export async function storedVersion(
	library: StoredLibrary,
	sourceId: string,
	number: number
): Promise<StoredVersion> {
	const versions = await library.versions(sourceId);
	const index = versions.findIndex(({ version }) => version === number);
	const version = versions[index];
	const sourceName = (await library.findSource(sourceId))?.name ?? sourceId;
	if (!version)
		throw new AppError('version/unknown', `“${sourceName}” has no version ${number}.`, { version: number });
	const stem = `${sourceName}@${number}`;
	const names = version.tables.map(({ name }) => (version.tables.length === 1 ? stem : `${stem}.${name}`));
	const tables = await library.resolve(names);
	const [resolved] = tables;
	if (!resolved)
		throw new AppError('storage/damaged', version.problem ?? `“${names[0] ?? stem}” can't be read.`, {
			name: names[0] ?? stem
		});
	const layered = version.tables.map(
		(_table, index) => tables.find(({ tableIndex }) => tableIndex === index)?.layered
	);
	const toJudge: VersionToJudge = {
		sourceId,
		sourceName,
		tables: version.tables,
		parts: resolved.parts,
		layered,
		rowsRead: version.tables.map(({ rows, rejected }) => rows + rejected),
		before: versions[index - 1]?.tables ?? null
	};
	return { sourceName, version, parts: resolved.parts, toJudge, quality: await library.quality(sourceId) };
}
