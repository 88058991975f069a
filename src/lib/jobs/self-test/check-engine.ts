import { passed, type CheckOutcome } from '$lib/domain/self-test/check';
import { loadEngineWasm, openDuckDb } from '$lib/engines/duckdb/open';

const NUMBERS = 100_000;
const QUERY = `SELECT count(*) AS n, sum(i)::BIGINT AS total FROM range(1, ${NUMBERS + 1}) t(i)`;

/** Loads the engine as the app does, starts it and compares a query's answer with the known one. */
export async function checkEngine(): Promise<CheckOutcome> {
	const startedMs = performance.now();
	const engine = await openDuckDb(await loadEngineWasm());
	try {
		const startMs = Math.round(performance.now() - startedMs);
		const connection = await engine.connect();
		const [row] = await connection.rows(QUERY);
		const total = (NUMBERS * (NUMBERS + 1)) / 2;
		if (Number(row?.n) !== NUMBERS || Number(row?.total) !== total) {
			throw new Error(`a query answered ${JSON.stringify(row)} in place of ${NUMBERS} and ${total}`);
		}
		return passed({ version: await engine.version(), startMs });
	} finally {
		engine.close();
	}
}
