import { RowPage } from '$lib/domain/rows/decode';
import type { DiffOptions } from '$lib/domain/diff/diff';
import type { SourceSummary } from '$lib/domain/sources/source';
import type { Version, VersionTable } from '$lib/domain/versions/version';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import type { QueryService } from '$lib/jobs/query/query-service';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import type { NameProblem, ResolvedTable } from '$lib/protocol/library-api';
import type { ResultHandle } from '$lib/protocol/query-api';
import { emptyDatabase } from '$lib/storage/sources/empty-database';

let wasm: ReturnType<typeof loadEngine> | null = null;

/** A DuckDB; the wasm is loaded once for all tests of a file. */
export async function openEngine(): Promise<DuckDbEngine> {
	return openDuckDb(await (wasm ??= loadEngine()));
}

/** A part file with what `statements` make; `part` stands for its database in them. */
export async function makePart(fileName: string, statements: readonly string[]): Promise<File> {
	const engine = await openEngine();
	try {
		await engine.registerFileBuffer('part.db', await emptyDatabase());
		await engine.run(`ATTACH 'part.db' AS part`);
		for (const statement of statements) await engine.run(statement);
		await engine.run('CHECKPOINT part; DETACH part');
		return new File([await engine.copyFileToBuffer('part.db')], fileName);
	} finally {
		engine.close();
	}
}

const SUMMARY: SourceSummary = {
	id: '',
	name: '',
	kind: 'file',
	versions: 1,
	newestVersion: 1,
	rows: 0,
	rejected: 0,
	storedBytes: 0,
	status: 'ready',
	problem: null,
	updatedAt: '2026-01-01T00:00:00.000Z'
} as SourceSummary;

const VERSION = {
	parts: [],
	storedBytes: 0,
	sha256: '',
	options: {},
	optionsKey: '{}'
} as unknown as Version;

/** A library with the tables given; the real one needs a worker and a disk. */
export class TableLibrary implements QueryLibrary {
	readonly tables = new Map<string, ResolvedTable>();
	readonly damaged: NameProblem[] = [];
	readonly kept = new Map<string, Partial<DiffOptions>>();
	readonly asked: string[][] = [];

	async resolve(names: string[]): Promise<ResolvedTable[]> {
		this.asked.push(names);
		return names.flatMap((name) => {
			const table = this.tables.get(name.toLowerCase());
			return table ? [{ ...table, name }] : [];
		});
	}

	async findSource(idOrName: string): Promise<SourceSummary | null> {
		const newest = this.tables.get(idOrName.toLowerCase());
		if (!newest) return null;
		const { sourceId: id, sourceName: name, version: newestVersion } = newest;
		return { ...SUMMARY, id, name, newestVersion };
	}

	/** Each a day after the one before, from 2026-01-01 on. */
	async versions(sourceId: string): Promise<Version[]> {
		const tables = [...this.tables.entries()].filter(
			([name, table]) => table.sourceId === sourceId && /@\d+$/.test(name)
		);
		return tables
			.map(([, table]) => ({
				...VERSION,
				version: table.version,
				committedAt: `2026-01-${String(table.version).padStart(2, '0')}T00:00:00.000Z`,
				tables: [table.table]
			}))
			.sort((a, b) => a.version - b.version);
	}

	async diffOptions(sourceId: string): Promise<Partial<DiffOptions> | null> {
		return this.kept.get(sourceId) ?? null;
	}

	async problems(names: string[]): Promise<NameProblem[]> {
		return this.damaged.filter((problem) => names.includes(problem.name));
	}

	/** Adds a version under `name`, `name@version`, and both with `.records` and `.rejects`. */
	add(name: string, version: number, table: VersionTable, files: File[]): void {
		const parts = files.map((file) => ({ fileName: file.name, file }));
		const base = { sourceId: name, sourceName: name, version, tableIndex: 0, table, parts };
		for (const stem of [name, `${name}@${version}`]) {
			this.tables.set(stem, { ...base, name: stem, view: 'rows' });
			this.tables.set(`${stem}.records`, { ...base, name: stem, view: 'records' });
			this.tables.set(`${stem}.rejects`, { ...base, name: stem, view: 'rejects' });
		}
	}
}

/** A table's catalogue entry with one segment for each row count, each in a part of its own. */
export function versionTable(
	columns: readonly [name: string, type: string][],
	rowCounts: readonly number[],
	rejected = 0
): VersionTable {
	let firstRecord = 1;
	return {
		name: 'orders',
		rows: rowCounts.reduce((sum, rows) => sum + rows, 0),
		rejected,
		columns: columns.map(([name, type]) => ({ name, type, why: 'test' })),
		segments: rowCounts.map((rows, part) => {
			const segment = { part, table: `t0_s${part}`, firstRecord, rows };
			firstRecord += rows;
			return segment;
		})
	};
}

/** `orders`: two parts, rows 1 … `rows` with `id` and `label`, and the version number in `v`. */
export async function addOrders(
	library: TableLibrary,
	version: number,
	rows: number,
	rejected = 0
): Promise<void> {
	const half = Math.floor(rows / 2);
	const select = (from: number, to: number) =>
		`SELECT i AS record_number, i AS c0, 'row ' || i AS c1, ${version}::BIGINT AS c2 FROM range(${from}, ${to}) t(i)`;
	const rejects =
		rejected === 0
			? []
			: [
					`CREATE TABLE part.rejects AS SELECT 'orders' AS table_name, i AS record_number, i * 10 AS byte_offset,
				'raw ' || i AS raw, 'id' AS column_name, 'type' AS code, 'not a number' AS message FROM range(${rejected}) t(i)`
				];
	const files = await Promise.all([
		makePart(`orders-${version}-0`, [`CREATE TABLE part.t0_s0 AS ${select(1, half + 1)}`, ...rejects]),
		makePart(`orders-${version}-1`, [`CREATE TABLE part.t0_s1 AS ${select(half + 1, rows + 1)}`])
	]);
	const columns: [string, string][] = [
		['id', 'BIGINT'],
		['label', 'VARCHAR'],
		['v', 'BIGINT']
	];
	library.add('orders', version, versionTable(columns, [half, rows - half], rejected), files);
}

let lastQuery = 0;

/** Runs a statement to its last row. */
export async function query(
	service: QueryService,
	sql: string
): Promise<{ handle: ResultHandle; rows: unknown[][]; texts: (string | null)[][] }> {
	const queryId = `query-${++lastQuery}`;
	const handle = await service.run({ queryId, sql }, () => undefined);
	const { ipc } = await service.page(queryId, 0, 20_000);
	const page = new RowPage(
		ipc,
		handle.columns.map((column) => column.type)
	);
	const texts = Array.from({ length: page.rowCount }, (_, row) =>
		handle.columns.map((_column, column) => page.text(row, column))
	);
	await service.release(queryId);
	return { handle, rows: page.rows(0, page.rowCount), texts };
}
