import type { DuckDbEngine } from '$lib/engines/duckdb/open';

let lastNumber = 0;

/** Makes a table of columns of whole numbers. @param target name with its database */
export async function createNumberTable(
	engine: DuckDbEngine,
	target: string,
	columns: Record<string, Int32Array>
): Promise<void> {
	// much code, which only old versions need
	const { tableFromArrays, tableToIPC } = await import('apache-arrow');
	const name = `varve_numbers_${++lastNumber}`;
	await engine.insertArrow(name, tableToIPC(tableFromArrays(columns), 'stream'));
	await engine.run(`CREATE TABLE ${target} AS FROM memory.main.${name}; DROP TABLE memory.main.${name}`);
}
