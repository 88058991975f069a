import { asAppError, isCancelled, type AppError } from '$lib/domain/errors';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import { defaultOptions, optionsOf, type ExportOptions } from '$lib/domain/export/export-options';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { ExportSubject } from '$lib/domain/export/exportable';
import type { ExportOutcome, ExportPart } from '$lib/protocol/export-api';
import type { AppClient } from './client-shape';

export type ExportStatus =
	| { kind: 'choosing' }
	| { kind: 'running'; progress: ExportProgress | null }
	| { kind: 'done'; outcome: ExportOutcome; fileName: string }
	| { kind: 'failed'; error: AppError };

export interface ExportChoice {
	fileName: string;
	onlySelection: boolean;
	/** A file that the user chose; null downloads. */
	file: FileSystemFileHandle | null;
}

/** What can be exported now, the choices of the last export, and the export that is open in the dialog. */
export class ExportState {
	#offered = $state.raw<(() => ExportSubject) | null>(null);
	#subject = $state.raw<ExportSubject | null>(null);
	#status = $state.raw<ExportStatus>({ kind: 'choosing' });
	#format = $state.raw<ExportFormatId>('csv');
	#changed = $state.raw<Partial<ExportOptions>>({});
	#running: AbortController | null = null;
	readonly #client: AppClient;

	constructor(client: AppClient) {
		this.#client = client;
	}

	/** What stands before the user and can be exported; null where nothing can. */
	get offered(): (() => ExportSubject) | null {
		return this.#offered;
	}

	/** Set while the dialog is open. */
	get subject(): ExportSubject | null {
		return this.#subject;
	}

	get status(): ExportStatus {
		return this.#status;
	}

	get format(): ExportFormatId {
		return this.#format;
	}

	/** The format's defaults with what the user has changed. */
	readonly options: ExportOptions = $derived.by(() => {
		const heeded = optionsOf(this.#format);
		const changed = Object.entries(this.#changed).filter(
			([name, value]) => value !== undefined && heeded.includes(name as keyof ExportOptions)
		);
		const defaults = defaultOptions(this.#format);
		const table = this.#subject?.table ?? defaults.table;
		return { ...defaults, table, ...Object.fromEntries(changed) };
	});

	/** @returns a function that takes the offer back */
	offer(subject: () => ExportSubject): () => void {
		this.#offered = subject;
		return () => {
			if (this.#offered === subject) this.#offered = null;
		};
	}

	show(subject: ExportSubject): void {
		this.#subject = subject;
		// a table's name is a thing of what is exported
		this.#changed = { ...this.#changed, table: undefined };
		this.#status = { kind: 'choosing' };
	}

	chooseFormat(format: ExportFormatId): void {
		// a delimiter is a thing of its format
		if (this.#format !== format) this.#changed = { ...this.#changed, delimiter: undefined };
		this.#format = format;
		this.#status = { kind: 'choosing' };
	}

	change(options: Partial<ExportOptions>): void {
		this.#changed = { ...this.#changed, ...options };
		this.#status = { kind: 'choosing' };
	}

	/** Cancels what runs. */
	close(): void {
		this.#running?.abort();
		this.#subject = null;
	}

	cancel(): void {
		this.#running?.abort();
	}

	/** Exports; what comes of it is in `status`. */
	async start(choice: ExportChoice): Promise<void> {
		const subject = this.#subject;
		if (!subject || this.#status.kind === 'running') return;
		const running = new AbortController();
		this.#running = running;
		this.#status = { kind: 'running', progress: null };
		const show = (status: ExportStatus) => {
			if (this.#subject === subject) this.#status = status;
		};
		try {
			const outcome = await this.#run(subject, choice, running.signal, (progress) => {
				if (!running.signal.aborted) show({ kind: 'running', progress });
			});
			show({ kind: 'done', outcome, fileName: choice.file?.name ?? choice.fileName });
		} catch (thrown) {
			const error = asAppError(thrown);
			show(isCancelled(error) ? { kind: 'choosing' } : { kind: 'failed', error });
		} finally {
			if (this.#running === running) this.#running = null;
		}
	}

	async #run(
		subject: ExportSubject,
		{ onlySelection, file }: ExportChoice,
		signal: AbortSignal,
		onProgress: (progress: ExportProgress) => void
	): Promise<ExportOutcome> {
		const rows = await subject.open();
		try {
			const { resultId, columns } = rows;
			const part = partOf(rows, onlySelection ? subject.selection : null);
			const request = { resultId, columns, part, format: this.#format, options: this.options, file };
			return await this.#client.exporter.run(request, { signal, onProgress });
		} finally {
			rows.release();
		}
	}
}

function partOf(
	{ columns, hiddenColumns }: { columns: unknown[]; hiddenColumns: number },
	selection: ExportSubject['selection']
): ExportPart | null {
	if (!selection && hiddenColumns === 0) return null;
	const shown = columns.map((_, index) => index).slice(hiddenColumns);
	if (!selection) return { rowStart: 0, rowEnd: Number.MAX_SAFE_INTEGER, columns: shown };
	const { rowStart, rowEnd } = selection;
	return { rowStart, rowEnd, columns: selection.columns.map((column) => column + hiddenColumns) };
}
