import { AppError } from '$lib/domain/errors';
import type { ResultHandle, ResultPage, ResultRead, RunNote } from '$lib/protocol/query-api';
import type { Foreground } from './foreground';
import type { StatementRun } from './statement-run';
import type { OpenResult } from './stored-result';

/** Rows that a job reads at once. */
const READ_ROWS = 65_536;

/** The results whose rows can be read, by the query that made them. */
export class OpenResults {
	readonly #results = new Map<string, OpenResult>();

	constructor(private readonly foreground: Foreground) {}

	/** Keeps what a run has found, unless it has been stopped meanwhile. */
	keep(run: StatementRun, result: OpenResult, note?: RunNote): ResultHandle {
		if (run.stop) void result.release();
		else this.#results.set(run.queryId, result);
		const { columns, progress } = result;
		return { resultId: run.queryId, columns, progress, ...(note && { note }) };
	}

	async page(resultId: string, rowStart: number, rowEnd: number): Promise<ResultPage> {
		const result = this.#find(resultId);
		return this.foreground.run(() => result.page(rowStart, rowEnd));
	}

	/** For jobs, which wait while the user's statements run. */
	async read(resultId: string, rowStart: number, rowEnd: number): Promise<ResultRead> {
		const result = this.#find(resultId);
		await this.foreground.idle();
		const progress = (await result.grown?.(rowStart)) ?? result.progress;
		if (progress.error) throw new AppError(progress.error.code as AppError['code'], progress.error.message);
		return { page: await result.page(rowStart, rowEnd, READ_ROWS), progress };
	}

	/** Forgets a result; the caller releases it. */
	take(resultId: string): OpenResult | undefined {
		const result = this.#results.get(resultId);
		this.#results.delete(resultId);
		return result;
	}

	/** Part files that results are read from. */
	filesInUse(): string[] {
		return [...this.#results.values()].flatMap((result) => result.filesInUse());
	}

	async close(): Promise<void> {
		await Promise.all([...this.#results.values()].map((result) => result.release()));
	}

	#find(resultId: string): OpenResult {
		const result = this.#results.get(resultId);
		if (!result) throw new AppError('query/failed', 'This result is closed. Run the statement again.');
		return result;
	}
}
