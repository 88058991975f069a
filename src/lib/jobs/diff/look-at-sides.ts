import { guessRenames, overlapSql, type RenameGuess } from '$lib/domain/diff/rename-guess';
import type { KeySuggestion } from '$lib/domain/diff/key-choice';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { DiffSide } from '$lib/protocol/diff-api';
import { prepareDiffDatabase } from './diff-database';
import { openSide, type OpenSide } from './diff-side';
import { measureKeys } from './measure-keys';
import { Statements } from './statements';

/** Values of a column that are looked at for a guess, and dropped or new columns at most. */
const SAMPLE_ROWS = 20_000;
const MAX_GUESSED = 40;

let lastLook = 0;

/** See `DiffApi.suggestKeys`. */
export function suggestedKeys(
	session: EngineSession,
	connection: EngineConnection,
	side: DiffSide
): Promise<KeySuggestion[]> {
	return withSides(session, connection, [side], (statements, [opened]) =>
		opened ? measureKeys(statements, opened) : Promise.resolve([])
	);
}

/** See `DiffApi.guessRenames`. */
export function guessedRenames(
	session: EngineSession,
	connection: EngineConnection,
	sides: [DiffSide, DiffSide]
): Promise<RenameGuess[]> {
	return withSides(session, connection, sides, async (statements, [from, to]) => {
		if (!from || !to) return [];
		const dropped = alone(from, to).slice(0, MAX_GUESSED);
		const fresh = alone(to, from).slice(0, MAX_GUESSED);
		const guesses: RenameGuess[] = [];
		for (const before of dropped) {
			if (fresh.length === 0) break;
			const pairs = fresh.map((after) => ({ from: before.index, to: after.index }));
			const [row = {}] = await statements.rows(
				overlapSql({ from: from.view, to: to.view }, pairs, SAMPLE_ROWS)
			);
			fresh.forEach((after, index) =>
				guesses.push({ from: before.name, to: after.name, score: Number(row[`s${index}`] ?? 0) })
			);
		}
		return guessRenames(guesses);
	});
}

function alone(side: OpenSide, other: OpenSide): { name: string; index: number }[] {
	const names = new Set(other.columns.map((column) => column.name));
	return side.columns.map(({ name }, index) => ({ name, index })).filter(({ name }) => !names.has(name));
}

async function withSides<T>(
	session: EngineSession,
	connection: EngineConnection,
	sides: readonly DiffSide[],
	use: (statements: Statements, opened: OpenSide[]) => Promise<T>
): Promise<T> {
	await prepareDiffDatabase(session);
	const statements = new Statements(connection);
	const opened: OpenSide[] = [];
	try {
		for (const side of sides) opened.push(await openSide(session, statements, side, `look_${++lastLook}`));
		return await use(statements, opened);
	} finally {
		for (const sql of opened.flatMap((side) => side.drops))
			if (session.engine.isAlive) await session.engine.run(sql).catch(() => undefined);
	}
}
