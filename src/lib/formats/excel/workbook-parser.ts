import { AppError } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { ParserAnswer, ParserCall } from './parser-thread';
import type { WorkbookPreview } from './preview';
import type { WorkbookEvent } from './read';

/** A thread that reads one workbook. Ending it ends whatever it does, and gives its memory back. */
export class WorkbookParser {
	readonly #worker: Worker;
	/** The call in flight. */
	#settle: { resolve: (answer: ParserAnswer) => void; reject: (error: AppError) => void } | null = null;
	#end: AppError | null = null;

	constructor() {
		this.#worker = new Worker(new URL('../../workers/workbook.worker.ts', import.meta.url), {
			type: 'module'
		});
		this.#worker.onmessage = ({ data }: MessageEvent<ParserAnswer>) => {
			const settle = this.#settle;
			this.#settle = null;
			settle?.resolve(data);
		};
		this.#worker.onerror = (event) => {
			event.preventDefault();
			const message = `The workbook could not be read: its reader stopped${event.message ? ` (${event.message})` : ''}.`;
			this.close(new AppError('file/too-large', message));
		};
	}

	get isAlive(): boolean {
		return this.#end === null;
	}

	/** @throws AppError as the thread does; `file/too-large` when it takes longer than `limitMs` */
	async preview(
		file: File,
		options: ImportOptions,
		table: string | null,
		limitMs: number
	): Promise<WorkbookPreview> {
		return (await this.#call({ call: 'preview', file, options, table }, limitMs)) as WorkbookPreview;
	}

	/** Reads the workbook, so that `next` gives what is in it. @throws AppError as `preview` */
	async read(file: File, options: ImportOptions, limitMs: number): Promise<void> {
		await this.#call({ call: 'read', file, options }, limitMs);
	}

	/** @throws AppError as `preview` */
	async next(limitMs: number): Promise<WorkbookEvent> {
		return (await this.#call({ call: 'next' }, limitMs)) as WorkbookEvent;
	}

	/** The call in flight, and every later one, fails with `reason`. */
	close(reason = new AppError('cancelled', 'The reader of the workbook was ended.')): void {
		if (this.#end) return;
		this.#end = reason;
		this.#worker.terminate();
		this.#settle?.reject(reason);
		this.#settle = null;
	}

	async #call(call: ParserCall, limitMs: number): Promise<unknown> {
		if (this.#end) throw this.#end;
		const timer = setTimeout(() => this.close(tookTooLong(limitMs)), limitMs);
		try {
			const answer = await new Promise<ParserAnswer>((resolve, reject) => {
				this.#settle = { resolve, reject };
				this.#worker.postMessage(call);
			});
			if (answer.kind === 'error') throw new AppError(answer.code, answer.message, answer.facts);
			return answer.value;
		} finally {
			clearTimeout(timer);
		}
	}
}

function tookTooLong(limitMs: number): AppError {
	const message = `Reading the workbook took longer than ${Math.round(limitMs / 1000)} seconds and was given up.`;
	return new AppError('file/too-large', message, { seconds: Math.round(limitMs / 1000) });
}
