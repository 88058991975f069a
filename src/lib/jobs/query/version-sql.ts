import { judgedRule, findingsSql, FINDING_COLUMNS, type JudgedRule } from '$lib/jobs/quality/rule-statements';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import { recordsCondition } from '$lib/domain/sql/records-condition';
import type { VersionTable } from '$lib/domain/versions/version';
import { foldName } from '$lib/domain/sql/names';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { RuleContext } from '$lib/rules/rule';

/** The in-memory database that holds our views; behind the session's own in the search path, so its tables win. */
export const VIEW_DATABASE = 'varve';

/** Columns of every view on rejects (SPEC QRY-3), and what they are called where they are stored. */
export const REJECT_COLUMNS = [
	{ name: 'table', stored: 'table_name', type: 'VARCHAR' },
	{ name: 'record', stored: 'record_number', type: 'BIGINT' },
	{ name: 'byte_offset', stored: 'byte_offset', type: 'BIGINT' },
	{ name: 'raw', stored: 'raw', type: 'VARCHAR' },
	{ name: 'column', stored: 'column_name', type: 'VARCHAR' },
	{ name: 'code', stored: 'code', type: 'VARCHAR' },
	{ name: 'message', stored: 'message', type: 'VARCHAR' }
] as const;

interface ViewColumn {
	name: string;
	type: string;
	/** The expression over the stored table. */
	stored: string;
}

/** Columns of a view on a version's table. */
export function viewColumns(table: VersionTable, view: ResolvedTable['view']): ViewColumn[] {
	if (view === 'rejects') return REJECT_COLUMNS.map((column) => ({ ...column }));
	const columns = table.columns.map(({ name, type }, index) => ({ name, type, stored: `c${index}` }));
	if (view === 'rows') return columns;
	const records = [{ name: recordNumberName(table), type: 'BIGINT', stored: 'record_number' }, ...columns];
	if (view === 'records') return records;
	const names = findingNames(table);
	return [...names.map((name) => ({ name, type: 'VARCHAR', stored: name })), ...records];
}

/** The columns in front of findings, with a `_` more for each column of the file that has the name already. */
function findingNames(table: VersionTable): string[] {
	const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
	return FINDING_COLUMNS.map((name) => {
		let free: string = name;
		while (taken.has(free)) free += '_';
		return free;
	});
}

/** `record_number`, with a `_` more for each column of the file that has the name already. */
export function recordNumberName(table: VersionTable): string {
	const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
	let name = 'record_number';
	while (taken.has(name)) name += '_';
	return name;
}

/**
 * The SELECT behind a view: the segments in file order.
 * @param aliases names under which the version's parts are attached, by part
 */
export function viewSelect(resolved: ResolvedTable, aliases: readonly string[]): string {
	const { table, view } = resolved;
	const columns = viewColumns(table, view);
	const list = columns
		.map(({ stored, name }) => `${quoteIdentifier(stored)} AS ${quoteIdentifier(name)}`)
		.join(', ');
	if (view === 'rejects') {
		if (table.rejected === 0) return emptySelect(columns);
		return `SELECT ${list} FROM ${storedTable(aliases, 0, 'rejects')} WHERE table_name = ${quoteText(table.name)}`;
	}
	if (view === 'findings') return findingsSelect(resolved, aliases) ?? emptySelect(columns);
	if (table.segments.length === 0) return emptySelect(columns);
	return table.segments
		.map((segment) => `SELECT ${list} FROM ${storedTable(aliases, segment.part, segment.table)}`)
		.join(' UNION ALL ');
}

/** What rules are judged over: the rows of a version with their record numbers, as something to stand behind FROM. */
export function ruleContext(
	resolved: ResolvedTable,
	aliases: readonly string[],
	facts: Pick<RuleContext, 'before' | 'now'>
): RuleContext {
	const rows = `(${viewSelect({ ...resolved, view: 'records' }, aliases)})`;
	return {
		...facts,
		rows,
		recordNumber: quoteIdentifier(recordNumberName(resolved.table)),
		columns: resolved.table.columns,
		// a source that refers to itself means the version under judgement
		source: (name) =>
			foldName(name) === foldName(resolved.sourceName)
				? rows
				: `${quoteIdentifier(VIEW_DATABASE)}.main.${quoteIdentifier(name)}`
	};
}

function findingsSelect(resolved: ResolvedTable, aliases: readonly string[]): string | null {
	const context = ruleContext(resolved, aliases, { before: null, now: new Date(0).toISOString() });
	const judged = (resolved.rules ?? [])
		.map((rule) => judgedRule(rule, context))
		.filter((rule): rule is JudgedRule => !('problem' in rule));
	return findingsSql(judged, context.rows, findingNames(resolved.table).map(quoteIdentifier));
}

/**
 * Rows `[rowStart, rowEnd)` of a version's table in file order. Reads only these: a row's place in its
 * segment is its `rowid`, as segments are written once, in order, and never changed.
 */
export function rangeSelect(
	{ table, view }: ResolvedTable,
	aliases: readonly string[],
	rowStart: number,
	rowEnd: number
): string {
	const columns = viewColumns(table, view);
	const list = columns.map(({ stored }, index) => `${quoteIdentifier(stored)} AS c${index}`).join(', ');
	const selects: string[] = [];
	let segmentStart = 0;
	for (const { part, table: name, rows } of table.segments) {
		const from = Math.max(0, rowStart - segmentStart);
		const to = Math.min(rows, rowEnd - segmentStart);
		segmentStart += rows;
		if (from >= to) continue;
		const source = storedTable(aliases, part, name);
		selects.push(`SELECT ${list} FROM ${source} WHERE rowid >= ${from} AND rowid < ${to}`);
	}
	return selects.length > 0 ? selects.join(' UNION ALL ') : emptySelect(columns);
}

/**
 * `record_number, c0 …` of few records of a version's table; reads only the segments that they lie in. What lies between
 * them may come along.
 */
export function recordsSelect(
	{ table }: ResolvedTable,
	aliases: readonly string[],
	records: readonly number[]
): string {
	const columns = viewColumns(table, 'records');
	const list = columns.map(({ stored }) => stored).join(', ');
	const segments = table.segments.filter(({ rows }) => rows > 0);
	const selects = segments.flatMap(({ part, table: name, firstRecord }, index) => {
		const end = segments[index + 1]?.firstRecord ?? Infinity;
		const here = records.filter((record) => record >= firstRecord && record < end);
		if (here.length === 0) return [];
		return `SELECT ${list} FROM ${storedTable(aliases, part, name)} WHERE ${recordsCondition('record_number', here)}`;
	});
	const names = columns.map(({ type, stored }) => ({ name: stored, type, stored }));
	return selects.length > 0 ? selects.join(' UNION ALL ') : emptySelect(names);
}

/** A SELECT of a version's table with condition and order; ties stay in file order. */
export function sortedSelect(
	resolved: ResolvedTable,
	aliases: readonly string[],
	orderBy: readonly { column: string; descending: boolean }[],
	filter: string | null
): { sql: string; filterStart: number } {
	const hasRecords = resolved.view !== 'rejects';
	const isTable = resolved.view === 'rows' || resolved.view === 'records';
	const rows = viewSelect(isTable ? { ...resolved, view: 'records' } : resolved, aliases);
	const list = viewColumns(resolved.table, resolved.view).map(({ name }) => quoteIdentifier(name));
	const place = quoteIdentifier(hasRecords ? recordNumberName(resolved.table) : 'record');
	const order = orderBy.map(
		({ column, descending }) => `${quoteIdentifier(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
	);
	const head = `SELECT ${list.join(', ')} FROM (${rows}) AS t${filter === null ? '' : ' WHERE (\n'}`;
	const condition = filter === null ? '' : `${filter}\n)`;
	return {
		sql: `${head}${condition} ORDER BY ${[...order, place].join(', ')}`,
		filterStart: head.length
	};
}

function emptySelect(columns: readonly ViewColumn[]): string {
	const list = columns
		.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`)
		.join(', ');
	return `SELECT ${list} WHERE false`;
}

function storedTable(aliases: readonly string[], part: number, table: string): string {
	const alias = aliases[part];
	if (alias === undefined) throw new RangeError(`the version has no part ${part}`);
	return `${quoteIdentifier(alias)}.main.${quoteIdentifier(table)}`;
}
