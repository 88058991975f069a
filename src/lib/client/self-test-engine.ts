import { expose } from 'comlink';
import { passed, type CheckOutcome } from '$lib/domain/self-test/check';
import type { LibraryApi } from '$lib/protocol/library-api';
import { QueryClient } from './query-client';

const NUMBERS = 100_000;
const QUERY = `SELECT count(*) AS n, sum(i)::BIGINT AS total FROM range(1, ${NUMBERS + 1}) t(i)`;

/** Starts a query worker of its own, as the app does, and compares a query's answer with the known one. */
export async function checkEngine(): Promise<CheckOutcome> {
	const startedMs = performance.now();
	const engine = new QueryClient(emptyLibrary);
	try {
		const { version } = await engine.open();
		const startMs = Math.round(performance.now() - startedMs);
		const result = await engine.run({ queryId: crypto.randomUUID(), sql: QUERY });
		const [row = []] = await engine.rows(result, 0, 1);
		const expected = [NUMBERS, (NUMBERS * (NUMBERS + 1)) / 2];
		if (expected.some((value, column) => Number(row[column]) !== value)) {
			throw new Error(`a query answered ${row.map(String).join(', ')} in place of ${expected.join(', ')}`);
		}
		return passed({ version: version ?? 'of unknown version', startMs });
	} finally {
		engine.close();
	}
}

/** A port to a library that holds nothing: the check must not depend on what is stored. */
function emptyLibrary(): MessagePort {
	const { port1, port2 } = new MessageChannel();
	expose(
		{ resolve: async () => [], problems: async () => [] } satisfies Pick<LibraryApi, 'resolve' | 'problems'>,
		port2
	);
	return port1;
}
