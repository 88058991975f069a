import { AppError } from '$lib/domain/errors';
import type { TableStep } from '$lib/domain/layers/layout';
import type { Runs } from '$lib/domain/layers/runs';
import { decodeRuns, encodeRuns } from '$lib/domain/layers/runs-code';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';

/**
 * A history is a part file with the rows that only old versions have, `e<table>` with the columns `c0 …`; `steps` with
 * how each table of each version is made of the next one's; and `rejects` of all of them with their `version`.
 */
export function extraTable(alias: string, tableIndex: number): string {
	return `${quoteIdentifier(alias)}.main.e${tableIndex}`;
}

/** @param alias database that the steps are in @param versions in the order wanted @throws `storage/damaged` */
export async function readSteps(
	engine: DuckDbEngine,
	alias: string,
	versions: readonly number[],
	tableIndex: number
): Promise<TableStep[]> {
	if (versions.length === 0) return [];
	const rows = await engine.rows(
		`SELECT version, rows, records FROM ${quoteIdentifier(alias)}.main.steps ` +
			`WHERE table_index = ${tableIndex} AND version IN (${versions.join(', ')})`
	);
	const steps = new Map(rows.map((row) => [Number(row['version']), row]));
	return versions.map((version) => {
		const step = steps.get(version);
		if (!step) throw damaged(`the step to version ${version} is missing`);
		return { rows: runsFrom(step['rows']), records: runsFrom(step['records']) };
	});
}

export async function createSteps(engine: DuckDbEngine, alias: string): Promise<void> {
	await engine.run(
		`CREATE TABLE ${quoteIdentifier(alias)}.main.steps (version BIGINT, table_index INTEGER, rows BLOB, records BLOB)`
	);
}

export async function writeStep(
	engine: DuckDbEngine,
	alias: string,
	version: number,
	tableIndex: number,
	step: TableStep
): Promise<void> {
	await engine.registerFileBuffer('step_rows', encodeRuns(step.rows));
	await engine.registerFileBuffer('step_records', encodeRuns(step.records));
	await engine.run(
		`INSERT INTO ${quoteIdentifier(alias)}.main.steps SELECT ${version}, ${tableIndex}, r.content, n.content ` +
			`FROM read_blob('step_rows') r, read_blob('step_records') n`
	);
	await engine.dropFile('step_rows');
	await engine.dropFile('step_records');
}

function runsFrom(value: unknown): Runs {
	if (!(value instanceof Uint8Array)) throw damaged('a step is no bytes');
	try {
		return decodeRuns(value);
	} catch (cause) {
		throw damaged(cause instanceof Error ? cause.message : String(cause));
	}
}

function damaged(detail: string): AppError {
	return new AppError('storage/damaged', `The history of this source can't be read: ${detail}.`, { detail });
}
