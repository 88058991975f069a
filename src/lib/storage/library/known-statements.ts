import { splitStatements } from '$lib/domain/sql/split';
import type { KnownStatement } from '$lib/protocol/library-api';
import type { Config } from '$lib/storage/config/config';

/** Statements of the history that are looked at. */
export const STATEMENT_LIMIT = 50;

/** See `LibraryApi.knownStatements`. Where the configuration can't be read there are none. */
export async function knownStatements(
	{ queries, history }: Pick<Config, 'queries' | 'history'>,
	projectId: string,
	text: string
): Promise<KnownStatement[]> {
	const wanted = text.toLowerCase();
	const isWanted = ({ sql }: { sql: string }) => sql.toLowerCase().includes(wanted);
	const [saved, ran] = await Promise.all([
		queries.ofProject(projectId).catch(() => []),
		history.ofProject(projectId).catch(() => [])
	]);
	const named = saved
		.filter(isWanted)
		.flatMap(({ name, sql }) =>
			splitStatements(sql).map(({ start, end }) => ({ name, sql: sql.slice(start, end) }))
		);
	const known = new Set(named.map(({ sql }) => sql));
	const texts = ran.filter((entry) => entry.error === null && isWanted(entry)).map(({ sql }) => sql.trim());
	const others = [...new Set(texts)].filter((sql) => !known.has(sql)).slice(0, STATEMENT_LIMIT);
	return [...named, ...others.map((sql) => ({ name: null, sql }))];
}
