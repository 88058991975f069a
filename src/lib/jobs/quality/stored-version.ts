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
	const name = version.tables.length === 1 ? stem : `${stem}.${version.tables[0]?.name}`;
	const [resolved] = await library.resolve([name]);
	if (!resolved)
		throw new AppError('storage/damaged', version.problem ?? `“${name}” can't be read.`, { name });
	const toJudge: VersionToJudge = {
		sourceId,
		sourceName,
		tables: version.tables,
		parts: resolved.parts,
		rowsRead: version.tables.map(({ rows, rejected }) => rows + rejected),
		before: versions[index - 1]?.tables ?? null
	};
	return { sourceName, version, parts: resolved.parts, toJudge, quality: await library.quality(sourceId) };
}
