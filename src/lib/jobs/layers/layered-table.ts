import { TableLayout, type RecordPiece } from '$lib/domain/layers/layout';
import { extraRow, isExtra } from '$lib/domain/layers/runs';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { ResolvedTable } from '$lib/protocol/library-api';
import { extraTable, readSteps } from './history-file';
import { createNumberTable } from './number-table';

type Layered = Pick<ResolvedTable, 'table' | 'tableIndex'> & Required<Pick<ResolvedTable, 'layered'>>;

/** A stored table that rows are taken from: rows `[first, first + rows)` of the base, or all extra rows. */
interface RowPool {
	table: string;
	first: number;
	rows: number;
	isExtra: boolean;
}

/** Rows of one pool, by `rowid`, with their record numbers. */
interface TakenRows {
	pool: RowPool;
	pieces: RecordPiece[];
	count: number;
}

/**
 * A table of an old version, put together in one engine: a database in memory under `alias` has a view on it with the
 * name and the columns of a stored segment, so that whatever reads versions reads it alike (SPEC VER-10). Only row
 * numbers are in memory, the rows stay in their files.
 */
export class LayeredTableView {
	private constructor(
		readonly alias: string,
		private readonly layout: TableLayout,
		private readonly pools: readonly RowPool[],
		/** Of the stored tables, as `s`. */
		private readonly columns: readonly string[]
	) {}

	/** @param aliases of the parts of the version: those of the base, and then the history */
	static async create(
		engine: DuckDbEngine,
		{ table, tableIndex, layered }: Layered,
		aliases: readonly string[],
		alias: string
	): Promise<LayeredTableView> {
		const history = aliases.at(-1) ?? '';
		const steps = await readSteps(engine, history, layered.chain, tableIndex);
		const extra = extraTable(history, tableIndex);
		const [row] = await engine.rows(`SELECT count(*) AS n FROM ${extra}`);
		const pools = [
			...basePools(layered.baseSegments, aliases),
			{ table: extra, first: 0, rows: Number(row?.['n']), isExtra: true }
		];
		const baseRows = pools.reduce((sum, pool) => sum + (pool.isExtra ? 0 : pool.rows), 0);
		const columns = table.columns.map((_column, index) => `s.c${index}`);
		const view = new LayeredTableView(alias, new TableLayout(baseRows, steps), pools, columns);
		await engine.run(`ATTACH ':memory:' AS ${quoteIdentifier(alias)}`);
		try {
			await view.#createViews(engine, table, tableIndex, history, layered.chain.at(-1) ?? 0);
		} catch (error) {
			await engine.run(`DETACH ${quoteIdentifier(alias)}`).catch(() => undefined);
			throw error;
		}
		return view;
	}

	/**
	 * Rows `[rowStart, rowEnd)` in file order. Reads only these.
	 * @param stored expressions over `record_number, c0 …`
	 */
	rangeSelect(stored: readonly string[], rowStart: number, rowEnd: number): string | null {
		const end = Math.min(rowEnd, this.layout.rowCount);
		if (rowStart >= end) return null;
		const taken = this.#taken(this.layout.pieces(rowStart, end));
		const inner = taken.map((rows) => listedRowsSql(rows, this.columns));
		const list = stored.map((expression, index) => `${expression} AS c${index}`).join(', ');
		return `SELECT ${list} FROM (${inner.join(' UNION ALL ')}) ORDER BY o`;
	}

	/** `record_number, c0 …` of few records. Reads only these; or null for none. */
	recordsSelect(records: readonly number[]): string | null {
		const taken = this.#taken(this.layout.piecesOf(records));
		if (taken.length === 0) return null;
		const list = ['record_number', ...this.columns.map((_, index) => `c${index}`)].join(', ');
		const inner = taken.map((rows) => listedRowsSql(rows, this.columns));
		return `SELECT ${list} FROM (${inner.join(' UNION ALL ')})`;
	}

	async #createViews(
		engine: DuckDbEngine,
		table: ResolvedTable['table'],
		tableIndex: number,
		history: string,
		version: number
	): Promise<void> {
		const database = quoteIdentifier(this.alias);
		const { columns } = this;
		const selects: string[] = [];
		for (const [index, rows] of this.#taken(this.layout.pieces()).entries()) {
			const list = (record: string) => [`${record}::BIGINT AS record_number`, ...columns].join(', ');
			const [only] = rows.pieces;
			if (only && rows.pieces.length === 1) {
				const first = rowIdOf(rows.pool, only);
				const where = `s.rowid >= ${first} AND s.rowid < ${first + only.length}`;
				selects.push(
					`SELECT ${list(`s.rowid + ${only.record - first}`)} FROM ${rows.pool.table} AS s WHERE ${where}`
				);
			} else {
				const map = `${database}.main.rows_${index}`;
				await createNumberTable(engine, map, { r: recordsOf(rows) });
				const join = `${rows.pool.table} AS s POSITIONAL JOIN ${map} AS m`;
				selects.push(`SELECT ${list('m.r')} FROM ${join} WHERE m.r > 0`);
			}
		}
		const name = `${database}.main.t${tableIndex}_layered`;
		const none = ['0::BIGINT AS record_number', ...columns].join(', ');
		const empty = `SELECT ${none} FROM ${extraTable(history, tableIndex)} AS s WHERE false`;
		await engine.run(`CREATE VIEW ${name} AS ${selects.length > 0 ? selects.join(' UNION ALL ') : empty}`);
		if (table.rejected === 0) return;
		await engine.run(
			`CREATE VIEW ${database}.main.rejects AS SELECT * EXCLUDE (version) FROM ${quoteIdentifier(history)}.main.rejects WHERE version = ${version}`
		);
	}

	/** The pieces by the pool that they lie in. */
	#taken(pieces: Iterable<RecordPiece>): TakenRows[] {
		const taken = this.pools.map((pool): TakenRows => ({ pool, pieces: [], count: 0 }));
		const extra = taken.find(({ pool }) => pool.isExtra);
		const add = (rows: TakenRows, piece: RecordPiece) => {
			rows.pieces.push(piece);
			rows.count += piece.length;
		};
		for (const piece of pieces) {
			if (isExtra(piece.start)) {
				if (extra) add(extra, piece);
				continue;
			}
			for (const rows of taken) {
				const { first, rows: count } = rows.pool;
				if (rows === extra) continue;
				const from = Math.max(piece.start, first);
				const to = Math.min(piece.start + piece.length, first + count);
				if (from >= to) continue;
				const offset = from - piece.start;
				const { position, record } = piece;
				add(rows, { position: position + offset, start: from, length: to - from, record: record + offset });
			}
		}
		return taken.filter(({ count }) => count > 0);
	}
}

function basePools(
	segments: Required<ResolvedTable>['layered']['baseSegments'],
	aliases: readonly string[]
): RowPool[] {
	let first = 0;
	return segments.map(({ part, table, rows }): RowPool => {
		const pool = {
			table: `${quoteIdentifier(aliases[part] ?? '')}.main.${quoteIdentifier(table)}`,
			first,
			rows,
			isExtra: false
		};
		first += rows;
		return pool;
	});
}

function rowIdOf(pool: RowPool, { start }: RecordPiece): number {
	return isExtra(start) ? extraRow(start) : start - pool.first;
}

/** The record number of each row of the pool, 0 for those that the version does not have. */
function recordsOf({ pool, pieces }: TakenRows): Int32Array {
	const records = new Int32Array(pool.rows);
	for (const piece of pieces) {
		const first = rowIdOf(pool, piece);
		for (let i = 0; i < piece.length; i++) records[first + i] = piece.record + i;
	}
	return records;
}

/** A SELECT of few rows: `o` is their place, then record number and values. */
function listedRowsSql({ pool, pieces }: TakenRows, columns: readonly string[]): string {
	const ids = pieces.map((piece) => rowIdOf(pool, piece));
	const from = Math.min(...ids);
	const to = Math.max(...pieces.map((piece, index) => (ids[index] as number) + piece.length));
	const where = `s.rowid >= ${from} AND s.rowid < ${to}`;
	const [only] = pieces;
	if (only && pieces.length === 1) {
		const numbers = `s.rowid + ${only.position - from} AS o, (s.rowid + ${only.record - from})::BIGINT AS record_number`;
		return `SELECT ${[numbers, ...columns].join(', ')} FROM ${pool.table} AS s WHERE ${where}`;
	}
	const all = (of: (piece: RecordPiece, index: number) => number) => {
		const numbers = pieces.flatMap((piece, index) =>
			Array.from({ length: piece.length }, (_, i) => of(piece, index) + i)
		);
		return `unnest([${numbers.join(', ')}]::BIGINT[])`;
	};
	const places = [
		`${all((_, index) => ids[index] as number)} AS p`,
		`${all(({ position }) => position)} AS o`,
		`${all(({ record }) => record)} AS record_number`
	];
	const join = `${pool.table} AS s JOIN (SELECT ${places.join(', ')}) AS w ON s.rowid = w.p`;
	return `SELECT ${['w.o, w.record_number', ...columns].join(', ')} FROM ${join} WHERE ${where}`;
}
