import { AppError, asAppError } from '$lib/domain/errors';
import { sortedStatement, type ResultOrder } from '$lib/domain/sql/sorted-statement';
import { sqlTypeOf } from '$lib/domain/rows/arrow/type-name';
import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import type { EngineConnection, EngineStream } from '$lib/engines/engine';
import type { ResultColumn, ResultProgress } from '$lib/protocol/query-api';
import type { Foreground } from './foreground';
import { placedError } from './query-error';
import type { ResultSpace } from './result-space';
import type { Statement } from './statement';
import type { StatementRun } from './statement-run';
import { StoredResult } from './stored-result';
import { transportPlan } from './transport';

const DESCRIBE = 'DESCRIBE ';
/** A result that ends within this time after its first rows is handed out complete. */
const COMPLETE_WITHIN_MS = 25;

/** A SELECT to run and where the user's own text lies in it. */
export interface Sending {
	sql: string;
	start: number;
	length: number;
	origin: number;
	/** Null where only the result can tell. */
	columns: ResultColumn[] | null;
}

/**
 * How to send a statement so that its values arrive exact, its rows in another order where `orderBy` says one.
 * @throws `query/syntax`, `query/failed` with `position`
 */
export async function sendingOf(
	connection: EngineConnection,
	statement: Statement,
	known: ResultColumn[] | null = null,
	orderBy: readonly ResultOrder[] = []
): Promise<Sending> {
	const { sql, origin, kind } = statement;
	const direct = { sql, start: 0, length: sql.length, origin, columns: null };
	const planned = (columns: ResultColumn[]): Sending => {
		const sorted = orderBy.length > 0 ? sortedStatement(sql, columns.length, orderBy) : { sql, start: 0 };
		const plan = transportPlan(sorted.sql, columns);
		return { sql: plan.sql, start: plan.start + sorted.start, length: sql.length, origin, columns };
	};
	if (kind !== 'reader') return direct;
	if (known) return planned(known);
	let described: Record<string, unknown>[];
	try {
		described = await connection.rows(DESCRIBE + sql);
	} catch (cause) {
		// a pivot whose columns come from the data can't be described
		if (statement.words.some(({ text }) => text.startsWith('pivot'))) return direct;
		throw placedError(cause, { sent: DESCRIBE + sql, start: DESCRIBE.length, length: sql.length, origin });
	}
	const columns = described.map((row) => ({
		name: String(row['column_name']),
		type: String(row['column_type'])
	}));
	return planned(columns);
}

/** Runs what was prepared; rows go on coming in the background when it has resolved. */
export class StatementRunner {
	readonly #space: ResultSpace;
	readonly #foreground: Foreground;

	constructor(space: ResultSpace, foreground: Foreground) {
		this.#space = space;
		this.#foreground = foreground;
	}

	/** @param waitForEnd resolve only when all rows are there */
	async start(
		run: StatementRun,
		connection: EngineConnection,
		sending: Sending,
		waitForEnd: boolean,
		onProgress: (progress: ResultProgress) => void
	): Promise<StoredResult> {
		if (run.stop) throw run.stop;
		let stream: EngineStream;
		let first: Uint8Array<ArrayBuffer> | null;
		try {
			stream = await connection.start(sending.sql);
			first = await stream.next();
		} catch (cause) {
			throw placedError(cause, { sent: sending.sql, ...sending });
		}
		const columns =
			sending.columns ?? stream.columns?.map((column) => ({ ...column })) ?? columnsOf(stream.schema);
		const spill = this.#space.create(run.queryId);
		const result = new StoredResult(columns, stream.schema, spill, run.startedAt, onProgress);
		if (first) result.append(first);
		const pumping = first ? this.#pump(run, stream, result) : Promise.resolve(result.end(null));
		run.streamed = pumping;
		if (waitForEnd) await this.#throwIfFailed(pumping, result);
		else if (!result.progress.complete) await Promise.race([pumping, delay(COMPLETE_WITHIN_MS)]);
		return result;
	}

	/** Takes rows until there are no more; others that somebody waits for go first. Never rejects. */
	async #pump(run: StatementRun, stream: EngineStream, result: StoredResult): Promise<void> {
		const backgroundAt = performance.now() + COMPLETE_WITHIN_MS;
		try {
			for (;;) {
				if (performance.now() > backgroundAt) await run.orStopped(this.#foreground.idle());
				if (run.stop) return result.end(run.stop);
				const batch = await stream.next();
				if (!batch) return result.end(null);
				result.append(batch);
			}
		} catch (cause) {
			result.end(run.stop ?? interruption(asAppError(cause)));
		}
	}

	async #throwIfFailed(pumping: Promise<void>, result: StoredResult): Promise<void> {
		await pumping;
		const { error } = result.progress;
		if (!error) return;
		await result.release();
		throw new AppError(error.code as AppError['code'], error.message);
	}
}

/** An engine that was closed because another statement was cancelled did not cancel this one. */
function interruption(error: AppError): AppError {
	if (error.code !== 'cancelled') return error;
	return new AppError(
		'engine/crashed',
		'The engine was restarted while these rows were still being read. Run the statement again to have all of them.'
	);
}

function columnsOf(schema: Uint8Array): ResultColumn[] {
	try {
		return readIpcStream(schema).fields.map((field) => ({ name: field.name, type: sqlTypeOf(field) }));
	} catch (cause) {
		const detail = cause instanceof Error ? cause.message : String(cause);
		const message = `The result can't be shown exactly: ${detail}. Select that column as text: CAST(… AS VARCHAR).`;
		throw new AppError('query/failed', message, {}, { cause });
	}
}

function delay(durationMs: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, durationMs));
}
