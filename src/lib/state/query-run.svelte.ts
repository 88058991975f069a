import { asAppError, isCancelled, type AppError } from '$lib/domain/errors';
import { lexemes } from '$lib/domain/sql/lexer';
import type { EngineChoice, QueryApi } from '$lib/protocol/query-api';
import { QueryResult } from './query-result.svelte';

/** A statement in the editor: its text, and where it began when it was run. */
export interface ScriptStatement {
	sql: string;
	/** Offset in the script, in UTF-16 units. */
	start: number;
}

export type RunStatus =
	| { kind: 'waiting' }
	/** `result` as soon as its first rows are there. */
	| { kind: 'running'; result: QueryResult | null }
	| { kind: 'rows'; result: QueryResult; elapsedMs: number }
	/** A statement that changes something instead of giving rows; `rowCount` rows, where the engine tells. */
	| { kind: 'changed'; rowCount: number | null; elapsedMs: number }
	| { kind: 'failed'; error: AppError; elapsedMs: number }
	/** `sessionLost`: tables and settings of the session went with the engine. */
	| { kind: 'cancelled'; elapsedMs: number; sessionLost: boolean }
	/** An earlier statement of the same run failed or was cancelled. */
	| { kind: 'skipped' };

type RunQuery = Pick<QueryApi, 'run' | 'sortResult' | 'page' | 'release' | 'cancel'>;

/** One run of one statement. */
export class QueryRun {
	readonly id = crypto.randomUUID();
	#startedAt = '';
	#status = $state.raw<RunStatus>({ kind: 'waiting' });
	readonly #query: RunQuery;

	constructor(
		query: RunQuery,
		readonly statement: ScriptStatement,
		private readonly engine: EngineChoice = 'auto'
	) {
		this.#query = query;
	}

	get status(): RunStatus {
		return this.#status;
	}

	/** ISO 8601, UTC; empty before the start. */
	get startedAt(): string {
		return this.#startedAt;
	}

	/** What can be shown in a grid; also the rows of a statement that is running or failed half-way. */
	readonly result = $derived(
		this.#status.kind === 'running' || this.#status.kind === 'rows' ? this.#status.result : null
	);

	/** Statements behind it are not run. */
	get isBroken(): boolean {
		return this.#status.kind === 'failed' || this.#status.kind === 'cancelled';
	}

	/** Runs to the end; failures and cancelling are statuses. */
	async start(): Promise<void> {
		const began = performance.now();
		const elapsed = () => performance.now() - began;
		this.#startedAt = new Date().toISOString();
		this.#status = { kind: 'running', result: null };
		let result: QueryResult | null = null;
		try {
			result = await QueryResult.run(this.#query, {
				queryId: this.id,
				sql: this.statement.sql,
				engine: this.engine
			});
			if (!isChange(result, this.statement.sql)) this.#status = { kind: 'running', result };
			await result.finished;
			const elapsedMs = result.progress.elapsedMs || elapsed();
			if (isChange(result, this.statement.sql)) this.#status = await this.#changed(result, elapsedMs);
			else this.#status = { kind: 'rows', result, elapsedMs };
		} catch (thrown) {
			result?.close();
			const error = asAppError(thrown, 'query/failed');
			this.#status = isCancelled(error)
				? { kind: 'cancelled', elapsedMs: elapsed(), sessionLost: error.facts['sessionLost'] === true }
				: { kind: 'failed', error, elapsedMs: elapsed() };
		}
	}

	skip(): void {
		this.#status = { kind: 'skipped' };
	}

	async cancel(): Promise<void> {
		await this.#query.cancel(this.id);
	}

	close(): void {
		if (this.#status.kind === 'running') void this.cancel().catch(() => undefined);
		this.result?.close();
	}

	async #changed(result: QueryResult, elapsedMs: number): Promise<RunStatus> {
		let rowCount: number | null = null;
		if (result.columns[0]?.name === 'Count' && result.rowCount === 1) {
			await result.fetch(0, 1);
			rowCount = Number(result.cell(0, 0) ?? 0);
		}
		result.close();
		return { kind: 'changed', rowCount, elapsedMs };
	}
}

/** Statements that give no rows are answered by the engine with one column, `Count` or `Success`. */
function isChange({ columns }: QueryResult, sql: string): boolean {
	const [only] = columns;
	const isAnswer = columns.length <= 1 && (only === undefined || ANSWERS.includes(only.name));
	return isAnswer && !READERS.includes(firstWord(sql));
}

const ANSWERS = ['Count', 'Success'];
const READERS = ['select', 'from', 'with', 'values', 'table', ''];

/** In lower case; empty where the statement begins with something else, as a parenthesis. */
function firstWord(sql: string): string {
	for (const { kind, start, end } of lexemes(sql)) {
		if (kind === 'word') return sql.slice(start, end).toLowerCase();
		if (kind !== 'space' && kind !== 'comment') return '';
	}
	return '';
}
