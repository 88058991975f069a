import { LayersClient } from '$lib/client/layers-client';
import { LibraryClient } from '$lib/client/library-client';
import { QueryClient } from '$lib/client/query-client';
import { ALL_ROWS } from '$lib/domain/diff/rows-sql';
import { RowPage } from '$lib/domain/rows/decode';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import { PartFile } from '$lib/jobs/import/part-file';
import { draftOf } from '../../support/version-draft';
import type { TableDraft } from './table-draft';

const parts = loadEngine();

/** A library of its own whose versions are made by SQL, and what reads them. */
export class MadeVersions {
	readonly library = new LibraryClient(`test-layers-${crypto.randomUUID()}`);
	readonly query = new QueryClient(() => this.library.openPort());
	readonly layers = new LayersClient(this.library, () => parts);
	readonly engine: Promise<DuckDbEngine> = parts.then(openDuckDb);
	sourceId: string | null = null;

	/** @param tables with `segments` SELECTs of `record_number, c0 …`, all in one part */
	async commit(tables: readonly TableDraft[]): Promise<number> {
		const importId = crypto.randomUUID();
		const { library } = this;
		const request = { importId, sourceId: this.sourceId, newName: 'orders', kind: 'file' };
		await library.beginImport(request);
		const engine = await this.engine;
		const file = await PartFile.open(engine, await library.createPart(importId, 0), 0);
		const described = [];
		for (const [index, table] of tables.entries()) {
			const segments = [];
			for (const [number, select] of table.segments.entries()) {
				const name = `t${index}_s${number}`;
				await engine.run(`CREATE TABLE part.main.${name} AS ${select}`);
				const [row] = await engine.rows(
					`SELECT count(*) AS n, min(record_number) AS r FROM part.main.${name}`
				);
				segments.push({
					part: 0,
					table: name,
					firstRecord: Number(row?.['r'] ?? 1),
					rows: Number(row?.['n'])
				});
			}
			const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
			const columns = table.types.map((type, i) => ({ name: `col ${i}`, type, why: 'test' }));
			const rejects = (table.rejected ?? []).map((record) => ({
				table: table.name,
				record,
				byteOffset: record * 10,
				raw: `raw ${record}`,
				column: null,
				code: 'type' as const,
				message: 'a test'
			}));
			if (rejects.length > 0) await file.addRejects(rejects);
			described.push({ name: table.name, rows, rejected: rejects.length, columns, segments });
		}
		await file.finish([]);
		const sha256 = importId.replaceAll('-', '').padEnd(64, '0');
		const receipt = await library.commitImport(importId, draftOf(importId, { tables: described, sha256 }));
		this.sourceId = receipt.sourceId;
		return receipt.version;
	}

	/** All rows of a table in file order, by the paged view, each value as the engine writes it. */
	async paged(name: string, pageRows = 997): Promise<string[]> {
		const queryId = crypto.randomUUID();
		const handle = await this.query.openTable({ queryId, name, orderBy: [], filter: null });
		const types = handle.columns.map((column) => column.type);
		const rows: string[] = [];
		for (let at = 0; at < handle.progress.rowCount; at += pageRows) {
			const { ipc, rowStart } = await this.query.page(queryId, at, at + pageRows);
			const page = new RowPage(ipc, types);
			for (let row = at - rowStart; row < page.rowCount && rows.length < at + pageRows; row++)
				rows.push(types.map((_type, column) => page.text(row, column) ?? 'NULL').join(' | '));
		}
		await this.query.release(queryId);
		return rows;
	}

	/** All rows of a name by a statement, ordered by record number. */
	async selected(name: string): Promise<string[]> {
		const sql = `SELECT record_number, COLUMNS('col')::VARCHAR FROM "${name}.records" ORDER BY record_number`;
		const handle = await this.query.run({ queryId: crypto.randomUUID(), sql });
		const rows = await this.query.rows(handle, 0, 1_000_000);
		await this.query.release(handle.resultId);
		return rows.map((row) => row.map((value) => String(value ?? 'NULL')).join(' | '));
	}

	/** The changed rows of a diff of whole rows, page by page: in file order, then by the first column. */
	async diffed(from: string, to: string, pageRows = 50): Promise<unknown[][]> {
		const diffId = crypto.randomUUID();
		const sides = { from: { kind: 'table', name: from }, to: { kind: 'table', name: to } } as const;
		await this.query.diff({ diffId, ...sides, options: { key: [] } });
		const rows: unknown[][] = [];
		for (const orderBy of [[], [{ column: 'col 0', side: 'new', descending: true } as const]]) {
			const choice = { ...ALL_ROWS, orderBy };
			const handle = await this.query.openDiff({ diffId, queryId: crypto.randomUUID(), choice });
			const { rowCount } = handle.progress;
			for (let at = 0; at < rowCount; at += pageRows)
				rows.push(...(await this.query.rows(handle, at, Math.min(at + pageRows, rowCount))));
			await this.query.release(handle.resultId);
		}
		await this.query.releaseDiff(diffId);
		return rows;
	}

	async value(sql: string): Promise<unknown> {
		const handle = await this.query.run({ queryId: crypto.randomUUID(), sql });
		const [row] = await this.query.rows(handle, 0, 1);
		await this.query.release(handle.resultId);
		return row?.[0];
	}

	async close(): Promise<void> {
		this.layers.close();
		this.query.close();
		(await this.engine).close();
		for (const source of await this.library.sources()) await this.library.removeSource(source.id);
		this.library.close();
	}
}
