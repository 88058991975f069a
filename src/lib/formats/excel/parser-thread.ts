import { AppError, asAppError, type ErrorCode, type ErrorFacts } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import { parseWorkbook } from './parse';
import { previewWorkbook, type WorkbookPreview } from './preview';
import { readWorkbook, type WorkbookEvent } from './read';
import type { Workbook } from './workbook';

/** What the thread is asked; one at a time, each is answered. */
export type ParserCall =
	| { call: 'preview'; file: File; options: ImportOptions; table: string | null }
	| { call: 'read'; file: File; options: ImportOptions }
	/** The next event of what `read` began. */
	| { call: 'next' };

export type ParserAnswer =
	| { kind: 'value'; value: WorkbookPreview | WorkbookEvent | null }
	| { kind: 'error'; code: ErrorCode; message: string; facts: ErrorFacts };

/** Answers the calls of a `WorkbookParser` in a worker of its own: reading a workbook blocks its thread. */
export class ParserThread {
	/** The head of the workbook that was previewed, so that another table of it comes at once. */
	#head: { file: File; options: string; workbook: Workbook } | null = null;
	#events: Generator<WorkbookEvent> | null = null;

	async answer(call: ParserCall): Promise<ParserAnswer> {
		try {
			return { kind: 'value', value: await this.#do(call) };
		} catch (thrown) {
			const { code, message, facts } = asAppError(thrown);
			return { kind: 'error', code, message, facts };
		}
	}

	async #do(call: ParserCall): Promise<WorkbookPreview | WorkbookEvent | null> {
		switch (call.call) {
			case 'preview': {
				const workbook = await this.#headOf(call.file, call.options);
				return previewWorkbook(workbook, call.file.name, call.options, call.table);
			}
			case 'read': {
				const workbook = await parseWorkbook(call.file, false);
				this.#events = readWorkbook(workbook, call.file.name, call.options);
				return null;
			}
			case 'next': {
				const next = this.#events?.next();
				if (!next || next.done) throw new AppError('internal', 'There is nothing more to read.');
				return next.value;
			}
		}
	}

	async #headOf(file: File, options: ImportOptions): Promise<Workbook> {
		// merged cells are filled in place
		const key = String(options.mergedCells);
		const known = this.#head;
		if (known && known.options === key && isSameFile(known.file, file)) return known.workbook;
		this.#head = null;
		const workbook = await parseWorkbook(file, true);
		this.#head = { file, options: key, workbook };
		return workbook;
	}
}

function isSameFile(one: File, other: File): boolean {
	return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
