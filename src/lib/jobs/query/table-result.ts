import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { ResultColumn, ResultPage, ResultProgress } from '$lib/protocol/query-api';
import type { EngineSession } from './engine-session';
import { fileNames } from './source-views';
import { joined, MAX_PAGE_ROWS, type OpenResult } from './stored-result';
import { transportPlan } from './transport';
import { rangeSelect, viewColumns } from './version-sql';

/** A version's table in file order: each page is read from the version when it is asked for. */
export class TableResult implements OpenResult {
	readonly columns: ResultColumn[];
	readonly progress: ResultProgress;
	#resolved: ResolvedTable;
	readonly #session: () => Promise<EngineSession>;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param session the present session; another one after the engine was replaced */
	constructor(resolved: ResolvedTable, session: () => Promise<EngineSession>) {
		this.#resolved = resolved;
		this.#session = session;
		this.columns = viewColumns(resolved.table, resolved.view).map(({ name, type }) => ({ name, type }));
		this.progress = { rowCount: resolved.table.rows, complete: true, elapsedMs: 0, error: null };
	}

	page(rowStart: number, rowEnd: number, maxRows = MAX_PAGE_ROWS): Promise<ResultPage> {
		const page = this.#turn.then(() => this.#read(rowStart, Math.min(rowEnd, rowStart + maxRows)));
		this.#turn = page.catch(() => undefined);
		return page;
	}

	filesInUse(): string[] {
		return fileNames(this.#resolved);
	}

	async release(): Promise<void> {}

	async #read(rowStart: number, rowEnd: number): Promise<ResultPage> {
		try {
			return await this.#readNow(rowStart, rowEnd);
		} catch (error) {
			// the version may be stored otherwise since, and its old files be gone
			const { views } = await this.#session();
			const resolved = await views.resolve(this.#resolved.fullName ?? this.#resolved.name).catch(() => null);
			if (!resolved || String(fileNames(resolved)) === String(fileNames(this.#resolved))) throw error;
			this.#resolved = resolved;
			return this.#readNow(rowStart, rowEnd);
		}
	}

	async #readNow(rowStart: number, rowEnd: number): Promise<ResultPage> {
		const session = await this.#session();
		const sql = await this.#select(session, rowStart, rowEnd);
		const connection = await session.connect();
		try {
			const stream = await connection.start(transportPlan(sql, this.columns).sql);
			const pieces: Uint8Array[] = [stream.schema];
			for (let batch = await stream.next(); batch; batch = await stream.next()) pieces.push(batch);
			const rowCount = Math.max(0, Math.min(rowEnd, this.progress.rowCount) - rowStart);
			return { rowStart, rowCount, ipc: joined([...pieces, END_OF_STREAM]) };
		} finally {
			if (session.engine.isAlive) await connection.close();
		}
	}

	async #select(session: EngineSession, rowStart: number, rowEnd: number): Promise<string> {
		const { parts } = session.views;
		const layered = await parts.layered(this.#resolved);
		const { table, view } = this.#resolved;
		const stored = viewColumns(table, view).map((column) => column.stored);
		const listed = layered?.rangeSelect(stored, rowStart, rowEnd);
		return listed ?? rangeSelect(this.#resolved, await parts.attach(this.#resolved), rowStart, rowEnd);
	}
}
