import { negativeZeroSql } from '$lib/domain/layers/exact-value';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';

/**
 * DuckDB's usual compression of DOUBLE (ALP) stores -0.0 as 0.0. Where there is one among the rows to be written, the
 * other one (ALPRD) is used, which keeps every bit and takes more room.
 */
export async function chooseCompression(
	engine: DuckDbEngine,
	tables: readonly { select: string; types: readonly string[] }[]
): Promise<void> {
	let hasNegativeZero = false;
	for (const { select, types } of tables) {
		const condition = negativeZeroSql(types);
		if (condition === null) continue;
		const found = await engine.rows(`SELECT 1 AS one FROM (${select}) WHERE ${condition} LIMIT 1`);
		hasNegativeZero ||= found.length > 0;
	}
	await engine.run(`SET force_compression = '${hasNegativeZero ? 'alprd' : 'auto'}'`);
}
