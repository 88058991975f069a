import { AppError } from '$lib/domain/errors';
import type { Rule } from '$lib/domain/quality/rule';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import type { Segment, VersionTable } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { createRejectsSql } from '$lib/jobs/import/load-sql';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { PartTarget } from '$lib/protocol/library-api';
import type { TableToJudge } from './judge-rules';
import { REWRITTEN, rewritePart } from './part-rewrite';
import { rejectedRowsSql, type JudgedRule } from './rule-statements';

/** What an import has loaded, before it is committed. */
export interface LoadedVersion {
	tables: VersionTable[];
	targets: readonly PartTarget[];
	/** In memory mode the bytes of every part, else empty. */
	bytes: Uint8Array<ArrayBuffer>[];
}

/** The rows that rules keep out of one table, in a table of the engine's memory: `record, rule_id, raw`. */
export interface RejectedRows {
	tableIndex: number;
	/** Qualified. */
	name: string;
	count: number;
	/** Rows kept out by each rule's id; a row counts for the first rule that rejects it. */
	byRule: Map<string, number>;
}

/** Finds the rows that `rules` reject. @param delimiter between the values of the text that is kept of them */
export async function findRejected(
	session: EngineSession,
	{ index, context }: TableToJudge,
	rules: readonly JudgedRule[],
	delimiter: string
): Promise<RejectedRows> {
	const name = `memory.main.varve_rejected_${index}`;
	const raw = csvSql(
		context.columns.map((column) => quoteIdentifier(column.name)),
		delimiter
	);
	await session.primary.run(
		`CREATE OR REPLACE TABLE ${name} AS SELECT record, rule_id, ${raw} AS raw FROM (${rejectedRowsSql(rules, context)}) AS found ` +
			`JOIN ${context.rows} AS given ON given.${context.recordNumber} = found.record ORDER BY record`
	);
	const rows = await session.primary.rows(`SELECT rule_id, count(*) AS n FROM ${name} GROUP BY rule_id`);
	const byRule = new Map(rows.map((row) => [String(row['rule_id']), Number(row['n'])]));
	return { tableIndex: index, name, count: [...byRule.values()].reduce((a, b) => a + b, 0), byRule };
}

/** The values of a row as one CSV record; NULL is empty and unquoted. */
function csvSql(columns: readonly string[], delimiter: string): string {
	const special = quoteText(`["\\r\\n${delimiter.replace(/[\\\]^-]/g, '\\$&')}]`);
	const fields = columns.map((column) => {
		const text = `CAST(${column} AS VARCHAR)`;
		const quoted = `'"' || replace(${text}, '"', '""') || '"'`;
		return `CASE WHEN ${column} IS NULL THEN '' WHEN ${text} = '' OR regexp_matches(${text}, ${special}) THEN ${quoted} ELSE ${text} END`;
	});
	return fields.join(` || ${quoteText(delimiter)} || `);
}

/**
 * Takes rows out of a loaded version, and puts them among its rejects.
 * @throws AppError `import/count-mismatch` where not exactly these rows went
 */
export async function rejectRows(
	engine: DuckDbEngine,
	loaded: LoadedVersion,
	rejected: readonly RejectedRows[],
	rules: readonly Rule[]
): Promise<LoadedVersion> {
	const tables = loaded.tables.map((table) => ({ ...table, segments: [...table.segments] }));
	const bytes = [...loaded.bytes];
	for (const [part, target] of loaded.targets.entries()) {
		const changed = await rewritePart(engine, target, loaded.bytes[part] ?? null, async () => {
			if (part === 0) for (const rows of rejected) await addRejects(engine, tables, rows, rules);
			for (const rows of rejected) await takeOut(engine, tables, rows, part);
		});
		if (changed) bytes[part] = changed;
	}
	for (const { tableIndex, name, count } of rejected) {
		const [before, after] = [loaded.tables[tableIndex], tables[tableIndex]];
		if (!before || !after) throw new AppError('internal', 'rejected rows of no table');
		const left = after.segments.reduce((sum, segment) => sum + segment.rows, 0);
		if (left + count !== before.rows)
			throw new AppError(
				'import/count-mismatch',
				`Rules reject ${count} of ${before.rows} rows, but ${left} are left. Nothing was imported.`,
				{ loaded: before.rows, rejected: count, left }
			);
		const kept = after.segments.filter((segment) => segment.rows > 0);
		after.segments = kept.length > 0 ? kept : after.segments.slice(0, 1);
		after.rows = left;
		after.rejected += count;
		await engine.run(`DROP TABLE ${name}`);
	}
	return { ...loaded, tables, bytes };
}

async function addRejects(
	engine: DuckDbEngine,
	tables: readonly VersionTable[],
	{ tableIndex, name }: RejectedRows,
	rules: readonly Rule[]
): Promise<void> {
	const cases = (of: (rule: Rule) => string | null) =>
		`CASE rule_id ${rules.map((rule) => `WHEN ${quoteText(rule.id)} THEN ${literal(of(rule))}`).join(' ')} END`;
	await engine.run(createRejectsSql(`${REWRITTEN}.main.rejects`));
	await engine.run(
		`INSERT INTO ${REWRITTEN}.main.rejects (table_name, record_number, byte_offset, raw, column_name, code, message) ` +
			`SELECT ${quoteText(tables[tableIndex]?.name ?? '')}, record, NULL, raw, ` +
			`${cases(({ columns }) => (columns.length === 1 ? (columns[0] as string) : null))}, 'rule', ` +
			`${cases((rule) => `The record breaks the rule “${rule.name}”.`)} FROM ${name}`
	);
}

function literal(text: string | null): string {
	return text === null ? 'CAST(NULL AS VARCHAR)' : quoteText(text);
}

/** Writes the touched segments of a part anew, so that row ids stay without holes. */
async function takeOut(
	engine: DuckDbEngine,
	tables: readonly VersionTable[],
	{ tableIndex, name }: RejectedRows,
	part: number
): Promise<void> {
	const segments = tables[tableIndex]?.segments ?? [];
	for (const [i, segment] of segments.entries()) {
		if (segment.part !== part) continue;
		const end = segments[i + 1]?.firstRecord;
		const within = `record >= ${segment.firstRecord}${end === undefined ? '' : ` AND record < ${end}`}`;
		const [row] = await engine.rows(`SELECT count(*) AS n FROM ${name} WHERE ${within}`);
		if (Number(row?.['n']) === 0) continue;
		segments[i] = await rewriteSegment(engine, segment, name);
	}
}

async function rewriteSegment(engine: DuckDbEngine, segment: Segment, rejected: string): Promise<Segment> {
	const target = `${REWRITTEN}.main.${quoteIdentifier(segment.table)}`;
	await engine.run(
		`CREATE TEMP TABLE sound AS SELECT * FROM ${target} WHERE record_number NOT IN (SELECT record FROM ${rejected}) ORDER BY record_number`
	);
	await engine.run(`DROP TABLE ${target}`);
	await engine.run(`CREATE TABLE ${target} AS FROM sound`);
	const [row] = await engine.rows('SELECT count(*) AS n FROM sound');
	await engine.run('DROP TABLE sound');
	return { ...segment, rows: Number(row?.['n']) };
}
