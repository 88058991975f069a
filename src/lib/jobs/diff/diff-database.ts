import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { EngineSession } from '$lib/jobs/query/engine-session';

/** The in-memory database that holds what diffs make; outside of the session's search path. */
const DATABASE = 'varve_diff';

const ready = new WeakMap<EngineSession, Promise<void>>();

/** Makes the database of a session, once. */
export function prepareDiffDatabase(session: EngineSession): Promise<void> {
	let preparing = ready.get(session);
	if (!preparing) {
		preparing = session.engine.run(`ATTACH ':memory:' AS ${quoteIdentifier(DATABASE)} (COMPRESS)`);
		ready.set(session, preparing);
	}
	return preparing;
}

/** A qualified name in the diffs' database. */
export function diffTable(name: string): string {
	return `${quoteIdentifier(DATABASE)}.main.${quoteIdentifier(name)}`;
}
