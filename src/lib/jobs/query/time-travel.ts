import { AppError } from '$lib/domain/errors';
import {
	applyTimeTravel,
	findTimeTravel,
	type Rewritten,
	type TimeTravel
} from '$lib/domain/sql/time-travel';
import { foldName, unquoteName } from '$lib/domain/sql/names';
import type { SqlWord } from '$lib/domain/sql/token';
import type { Version } from '$lib/domain/versions/version';
import type { EngineSession } from './engine-session';

/**
 * A statement with `orders AT (…)` turned into names of versions; null where it has none (SPEC QRY-14).
 * @throws `version/unknown`, `query/syntax` with `position` in `sql`
 */
export async function travelInTime(
	session: EngineSession,
	sql: string,
	words: readonly SqlWord[]
): Promise<Rewritten | null> {
	const places = findTimeTravel(sql, words);
	if (places.length === 0) return null;
	const versions: (number | null)[] = [];
	for (const place of places) versions.push(await versionMeant(session, place));
	return applyTimeTravel(sql, places, versions);
}

/** Null for what is no source: the engine says that such a table has no past. */
async function versionMeant(session: EngineSession, place: TimeTravel): Promise<number | null> {
	const [sourceName = ''] = place.name.split('.');
	const source = await session.library.findSource(sourceName);
	if (!source || foldName(source.name) !== foldName(sourceName)) return null;
	const versions = await session.library.versions(source.id);
	const found =
		place.unit === 'version'
			? versions.find(({ version }) => version === Number(unquoteName(place.expression)))
			: newestAt(versions, await instantMeant(session, place));
	if (found) return found.version;
	const what =
		place.unit === 'version'
			? `no version ${place.expression}`
			: `no version as early as ${place.expression}`;
	const kept = versions.map(({ version }) => version).join(', ') || 'none';
	throw new AppError('version/unknown', `“${source.name}” has ${what}. Versions that are kept: ${kept}.`, {
		source: source.name,
		position: place.start
	});
}

function newestAt(versions: readonly Version[], instantMs: number): Version | undefined {
	return versions.findLast(({ committedAt }) => Date.parse(committedAt) <= instantMs);
}

/** Times without a zone are in UTC, as all times of the engine. */
async function instantMeant(session: EngineSession, { expression, start }: TimeTravel): Promise<number> {
	try {
		const [row] = await session.engine.rows(
			`SELECT epoch_ms(CAST((${expression}) AS TIMESTAMP))::DOUBLE AS ms`
		);
		const ms = row?.['ms'];
		if (typeof ms === 'number') return ms;
	} catch (cause) {
		const message = `${expression} is no point in time. Write it like '2026-03-01 12:00', in UTC.`;
		throw new AppError('query/syntax', message, { position: start }, { cause });
	}
	throw new AppError('query/syntax', `${expression} is no point in time.`, { position: start });
}
