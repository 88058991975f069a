import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { emptyDatabase } from '$lib/storage/sources/empty-database';
import type { EngineConnection } from '$lib/engines/engine';

const NAME = 'varve_warm_up';
const ROWS = 3000;
const VALUES =
	`i AS record_number, 'name ' || (i % 7) AS c0, (i / 7.0)::DECIMAL(18,2) AS c1, i::DOUBLE AS c2, ` +
	`TIMESTAMP '2024-01-01' + to_minutes(i) AS c3, DATE '2024-01-01' + (i % 90)::INTEGER AS c4`;
const VIEW = ['t0_s0', 't0_s1']
	.map(
		(table) =>
			`SELECT c0 AS name, c1 AS price, c2 AS weight, c3 AS moment, c4 AS day FROM ${NAME}.main.${table}`
	)
	.join(' UNION ALL ');

/** Statements of the kinds that people begin with. */
const STATEMENTS = [
	`SELECT * FROM (${VIEW}) LIMIT 20`,
	`SELECT name, count(*), sum(price), avg(weight), max(moment) FROM (${VIEW}) WHERE day > DATE '2024-01-10' GROUP BY name ORDER BY name`,
	`SELECT a.day, count(DISTINCT a.name) FROM (${VIEW}) a JOIN (${VIEW}) b USING (moment) GROUP BY ALL ORDER BY 2 DESC LIMIT 5`
];

/**
 * Runs small statements over a small database file. The browser compiles a function of the engine when it is first
 * called, which would make the user's first statement several times slower than the second; all engines of the page
 * share what is compiled here. Short statements, so that the user's own can come between.
 */
export async function warmUp(engine: DuckDbEngine, connect: () => Promise<EngineConnection>): Promise<void> {
	await engine.registerFileBuffer(NAME, await emptyDatabase());
	await engine.run(`ATTACH '${NAME}' AS ${NAME}`);
	for (const segment of [0, 1]) {
		await engine.run(`CREATE TABLE ${NAME}.main.t0_s${segment} AS SELECT ${VALUES} FROM range(${ROWS}) t(i)`);
	}
	await engine.run(`CHECKPOINT ${NAME}; DETACH ${NAME}`);
	await engine.run(`ATTACH '${NAME}' AS ${NAME} (READ_ONLY)`);
	const connection = await connect();
	for (const statement of STATEMENTS) {
		await engine.tokenize(statement);
		await connection.rows(`DESCRIBE ${statement}`);
		const stream = await connection.start(statement);
		while (await stream.next());
	}
	await connection.close();
	await engine.run(`DETACH ${NAME}`);
	await engine.dropFile(NAME);
}
