import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import type { DiffField } from '$lib/domain/diff/diff';
import {
	chosenPairsSql,
	isAll,
	pageColumns,
	pageSql,
	pairRangeSql,
	type RowsChoice
} from '$lib/domain/diff/rows-sql';
import type { EngineConnection } from '$lib/engines/engine';
import { joined, MAX_PAGE_ROWS, type OpenResult } from '$lib/jobs/query/stored-result';
import { transportPlan } from '$lib/jobs/query/transport';
import type { ResultColumn, ResultPage, ResultProgress } from '$lib/protocol/query-api';
import { diffTable } from './diff-database';
import type { OpenDiff } from './diff-job';
import { Statements } from './statements';

let lastChoice = 0;

/** The chosen pairs of a diff in their order; their values are read page by page. */
export class DiffRows implements OpenResult {
	readonly columns: ResultColumn[];
	readonly progress: ResultProgress;
	readonly #diff: OpenDiff;
	readonly #pairs: string;
	/** A table of ours, or null where the diff's own is shown. */
	readonly #chosen: string | null;
	#turn: Promise<unknown> = Promise.resolve();
	/** Pages come one after the other, over one connection. */
	readonly #connection: Promise<EngineConnection>;

	/** @param connect is not called for all rows in their natural order: these need no statement */
	static async open(
		diff: OpenDiff,
		connect: () => Promise<Statements>,
		choice: RowsChoice
	): Promise<DiffRows> {
		const { fields, added, removed, modified } = diff.summary;
		const startedAt = performance.now();
		let rowCount = added + removed + modified;
		let chosen: string | null = null;
		if (!isAll(choice)) {
			const statements = await connect();
			chosen = diffTable(`chosen_${++lastChoice}`);
			await statements.run(`CREATE TABLE ${chosen} AS ${chosenPairsSql(diff.place, fields, choice)}`);
			rowCount = (await statements.numbers(`SELECT count(*) AS n FROM ${chosen}`))['n'] ?? 0;
		}
		const progress = { rowCount, complete: true, elapsedMs: performance.now() - startedAt, error: null };
		return new DiffRows(diff, chosen, fields, progress);
	}

	private constructor(
		diff: OpenDiff,
		chosen: string | null,
		fields: readonly DiffField[],
		progress: ResultProgress
	) {
		this.#diff = diff;
		this.#pairs = chosen ?? diff.place.pairs;
		this.#chosen = chosen;
		this.columns = pageColumns(fields);
		this.progress = progress;
		this.#connection = diff.session.connect();
		// `page` awaits it and so reports its failure
		this.#connection.catch(() => undefined);
	}

	page(rowStart: number, rowEnd: number): Promise<ResultPage> {
		const page = this.#turn.then(() => this.#read(rowStart, Math.min(rowEnd, rowStart + MAX_PAGE_ROWS)));
		this.#turn = page.catch(() => undefined);
		return page;
	}

	filesInUse(): string[] {
		return this.#diff.files;
	}

	async release(): Promise<void> {
		await this.#turn;
		const { engine } = this.#diff.session;
		const connection = await this.#connection.catch(() => null);
		if (engine.isAlive) await connection?.close();
		if (this.#chosen !== null && engine.isAlive) await engine.run(`DROP TABLE IF EXISTS ${this.#chosen}`);
	}

	async #read(rowStart: number, rowEnd: number): Promise<ResultPage> {
		const { summary, recordsSql } = this.#diff;
		const connection = await this.#connection;
		const statements = new Statements(connection);
		const records = await this.#records(statements, rowStart, rowEnd);
		const selects = { from: recordsSql.from(records.from), to: recordsSql.to(records.to) };
		const select = pageSql(this.#pairs, summary.fields, rowStart, rowEnd, selects);
		const stream = await connection.start(transportPlan(select, this.columns).sql);
		const pieces: Uint8Array[] = [stream.schema];
		for (let batch = await stream.next(); batch; batch = await stream.next()) pieces.push(batch);
		const rowCount = Math.max(0, Math.min(rowEnd, this.progress.rowCount) - rowStart);
		return { rowStart, rowCount, ipc: joined([...pieces, END_OF_STREAM]) };
	}

	async #records(
		statements: Statements,
		rowStart: number,
		rowEnd: number
	): Promise<{ from: number[]; to: number[] }> {
		const rows = await statements.rows(pairRangeSql(this.#pairs, rowStart, rowEnd));
		const side = (name: 'f' | 't') =>
			rows.flatMap((row) => (typeof row[name] === 'number' ? [row[name]] : []));
		return { from: side('f'), to: side('t') };
	}
}
