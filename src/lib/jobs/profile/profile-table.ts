import { binsOf, timeBinsOf, type Bins } from '$lib/domain/profile/bins';
import {
	profileKind,
	type ColumnChart,
	type ColumnProfile,
	type TableProfile,
	type TextPatterns
} from '$lib/domain/profile/profile';
import {
	columnsSql,
	COLUMNS_AT_ONCE,
	filtersSql,
	histogramSql,
	likelyTopValuesSql,
	patternsSql,
	QUANTILES,
	topValuesSql,
	type ProfiledColumn
} from '$lib/domain/profile/profile-sql';
import type { EngineConnection } from '$lib/engines/engine';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { viewColumns, viewSelect } from '$lib/jobs/query/version-sql';
import type { ProfileChartRequest, ProfileRequest } from '$lib/protocol/profile-api';
import { withDistinct } from './with-distinct';

/** A column with more distinct values is not counted value by value. */
const COUNTED_DISTINCT = 200_000;
const PATTERNS = 12;

/** Measures every column of a table (SPEC PRF-1). */
export async function profileTable(
	session: EngineSession,
	connection: EngineConnection,
	{ name }: ProfileRequest
): Promise<TableProfile> {
	const started = performance.now();
	const { columns, rows } = await openProfiled(session, name);
	const profiles: ColumnProfile[] = [];
	let count = 0;
	for (let start = 0; start < Math.max(1, columns.length); start += COLUMNS_AT_ONCE) {
		const some = columns.slice(start, start + COLUMNS_AT_ONCE);
		const [row = {}] = await connection.rows(columnsSql(some, rows));
		count = Number(row['n']);
		const measured = some.map((column, i) => columnProfile(column, start + i, row, i, count));
		profiles.push(...(await withDistinct(connection, measured, row, rows)));
	}
	return { rows: count, columns: profiles, elapsedMs: performance.now() - started };
}

function columnProfile(
	{ name, type }: ProfiledColumn,
	index: number,
	row: Record<string, unknown>,
	i: number,
	rowCount: number
): ColumnProfile {
	const number = (key: string): number | null => {
		const value = row[`${key}${i}`];
		return value === null || value === undefined ? null : Number(value);
	};
	const text = (key: string): string | null => (row[`${key}${i}`] as string | null | undefined) ?? null;
	const values = number('v') ?? 0;
	const [low, high] = [number('l'), number('h')];
	const shortest = number('s');
	return {
		index,
		name,
		type,
		kind: profileKind(type),
		nulls: rowCount - values,
		distinct: null,
		distinctMargin: 0,
		min: text('a'),
		max: text('z'),
		mean: number('m'),
		quantiles: QUANTILES.flatMap((_, q) => {
			const value = row[`q${i}_${q}`];
			return value === null || value === undefined ? [] : [Number(value)];
		}),
		lengths: shortest === null ? null : { min: shortest, max: number('e') ?? 0, mean: number('g') ?? 0 },
		notFinite: number('f') ?? 0,
		range: low === null || high === null ? null : { low, high }
	};
}

/** Counts the values of one column (SPEC PRF-2). */
export async function profileChart(
	session: EngineSession,
	connection: EngineConnection,
	request: ProfileChartRequest
): Promise<ColumnChart> {
	const { columns, rows } = await openProfiled(session, request.name);
	const column = columns[request.index];
	if (!column) throw new RangeError(`there is no column ${request.index}`);
	const others = request.filters.filter(({ index }) => index !== request.index);
	const where = filtersSql(others, columns);
	const kind = profileKind(column.type);
	if (kind === 'other') {
		const [row] = await connection.rows(topless(column, rows, where));
		return { rows: Number(row?.['n']), nulls: Number(row?.['nulls']), chart: null };
	}
	if ((kind === 'number' || kind === 'time') && request.range) {
		const { low, high } = request.range;
		// the time of day is in fractions of milliseconds
		const isWhole = /INT(EGER)?$|^DATE|^TIMESTAMP/.test(column.type);
		const bins = (kind === 'time' ? timeBinsOf : binsOf)(low, high, isWhole);
		return histogram(await connection.rows(histogramSql(column, bins, rows, where)), bins);
	}
	const isMany = (request.distinct ?? 0) > COUNTED_DISTINCT;
	const sql = isMany ? likelyTopValuesSql(column, rows, where) : topValuesSql(column, rows, where);
	return topValues(await connection.rows(sql), isMany);
}

/** @throws RangeError for a column that is not there */
export async function textPatterns(
	session: EngineSession,
	connection: EngineConnection,
	request: ProfileChartRequest
): Promise<TextPatterns> {
	const { columns, rows } = await openProfiled(session, request.name);
	const column = columns[request.index];
	if (!column) throw new RangeError(`there is no column ${request.index}`);
	const where = filtersSql(request.filters, columns);
	const isRepetitive = (request.distinct ?? Infinity) <= COUNTED_DISTINCT;
	const found = await connection.rows(patternsSql(column, rows, where, PATTERNS, isRepetitive));
	const patterns = found.map((row) => ({
		pattern: String(row['pattern']),
		count: Number(row['n']),
		example: String(row['example'])
	}));
	const total = Number(found[0]?.['total'] ?? 0);
	return { patterns, others: total - patterns.reduce((sum, { count }) => sum + count, 0) };
}

function topless({ name }: ProfiledColumn, rows: string, where: string | null): string {
	const column = `"${name.replaceAll('"', '""')}"`;
	return `SELECT count(*) AS n, count(*) - count(${column}) AS nulls FROM ${rows}${where === null ? '' : ` WHERE ${where}`}`;
}

function histogram(found: Record<string, unknown>[], { edges }: Bins): ColumnChart {
	const counts = new Array<number>(edges.length - 1).fill(0);
	let nulls = 0;
	let rows = 0;
	for (const { bin, n } of found) {
		rows += Number(n);
		if (bin === null) nulls += Number(n);
		else counts[Number(bin)] = Number(n);
	}
	return { rows, nulls, chart: { kind: 'histogram', edges, counts } };
}

function topValues(found: Record<string, unknown>[], isEstimate: boolean): ColumnChart {
	const whole = found.find(({ text }) => text === null);
	const [rows, nulls] = [Number(whole?.['total'] ?? 0), Number(whole?.['n'] ?? 0)];
	const values = found
		.filter(({ text }) => text !== null)
		.map(({ text, n }) => ({ text: String(text), count: Number(n) }))
		.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
	const shown = values.reduce((sum, { count }) => sum + count, 0);
	return { rows, nulls, chart: { kind: 'top', values, others: rows - nulls - shown, isEstimate } };
}

/** The table's columns, and its rows as they can stand behind FROM. */
async function openProfiled(
	session: EngineSession,
	name: string
): Promise<{ columns: ProfiledColumn[]; rows: string }> {
	const resolved = await session.views.resolve(name);
	await session.views.prepareRules(resolved);
	const aliases = await session.views.parts.attach(resolved);
	const columns = viewColumns(resolved.table, resolved.view).map((column) => ({
		name: column.name,
		type: column.type
	}));
	return { columns, rows: `(${viewSelect(resolved, aliases)}) AS profiled` };
}
