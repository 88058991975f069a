import { RowPage } from '$lib/domain/rows/decode';
import { setBits } from '$lib/domain/diff/counts-sql';
import type { ChangeKind, DiffOptions, DiffSummary } from '$lib/domain/diff/diff';
import { ALL_ROWS, leadingColumns, type RowsChoice } from '$lib/domain/diff/rows-sql';
import { quoteText } from '$lib/domain/sql/quote';
import type { QueryService } from '$lib/jobs/query/query-service';
import type { DiffSide } from '$lib/protocol/diff-api';
import { makePart, type TableLibrary, versionTable } from '../query/support';

export type Column = [name: string, type: string];
export type Value = string | number | boolean | null;

/** Adds a version with these rows, in two parts so that records lie in several segments. */
export async function addVersion(
	library: TableLibrary,
	source: string,
	version: number,
	columns: readonly Column[],
	rows: readonly (readonly Value[])[]
): Promise<void> {
	const half = Math.ceil(rows.length / 2);
	const pieces = [rows.slice(0, half), rows.slice(half)];
	const files = await Promise.all(
		pieces.map((piece, part) =>
			makePart(`${source}-${version}-${part}-${crypto.randomUUID()}`, [
				tableSql(`part.t0_s${part}`, columns, piece, part === 0 ? 1 : half + 1)
			])
		)
	);
	library.add(
		source,
		version,
		versionTable(
			columns,
			pieces.map((piece) => piece.length)
		),
		files
	);
}

function tableSql(
	name: string,
	columns: readonly Column[],
	rows: readonly (readonly Value[])[],
	first: number
): string {
	const list = columns.map(([, type], index) => `c${index} ${type}`).join(', ');
	const create = `CREATE TABLE ${name} (record_number BIGINT, ${list})`;
	if (rows.length === 0) return create;
	const values = rows.map((row, index) => `(${[first + index, ...row.map(literal)].join(', ')})`);
	return `${create}; INSERT INTO ${name} VALUES ${values.join(', ')}`;
}

function literal(value: Value): string {
	if (value === null) return 'NULL';
	return typeof value === 'string' ? quoteText(value) : String(value);
}

let last = 0;

export interface DiffRow {
	change: ChangeKind;
	records: [unknown, unknown];
	/** Names of changed fields. */
	changed: string[];
	old: Record<string, unknown>;
	new: Record<string, unknown>;
}

export interface MadeDiff {
	diffId: string;
	summary: DiffSummary;
	rows: DiffRow[];
}

export const table = (name: string): DiffSide => ({ kind: 'table', name });

/** Makes a diff, reads rows, and forgets it. */
export async function diff(
	service: QueryService,
	from: DiffSide,
	to: DiffSide,
	options: Partial<DiffOptions> = {},
	choice: Partial<RowsChoice> = {}
): Promise<MadeDiff> {
	const diffId = `diff-${++last}`;
	const summary = await service.diff({ diffId, from, to, options }, () => undefined);
	const rows = await rowsOf(service, diffId, summary, choice);
	await service.releaseDiff(diffId);
	return { diffId, summary, rows };
}

export async function rowsOf(
	service: QueryService,
	diffId: string,
	summary: DiffSummary,
	choice: Partial<RowsChoice> = {}
): Promise<DiffRow[]> {
	const queryId = `rows-${++last}`;
	const handle = await service.openDiff({ diffId, queryId, choice: { ...ALL_ROWS, ...choice } });
	const page = await service.page(queryId, 0, handle.progress.rowCount);
	const values = new RowPage(
		page.ipc,
		handle.columns.map((column) => column.type)
	).rows(0, page.rowCount);
	await service.release(queryId);
	const lead = leadingColumns(summary.fields).length;
	return values.map((row) => {
		const bits = setBits(row.slice(3, lead).map(Number));
		const side = (offset: number) =>
			Object.fromEntries(summary.fields.map((field, index) => [field.name, row[lead + 2 * index + offset]]));
		return {
			change: row[0] as ChangeKind,
			records: [row[1], row[2]],
			changed: summary.fields.filter(({ bit }) => bit !== null && bits.includes(bit)).map(({ name }) => name),
			old: side(0),
			new: side(1)
		};
	});
}
