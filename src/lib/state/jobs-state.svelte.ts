import { AppError, asAppError, isCancelled } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';

export type JobStatus =
	| { kind: 'waiting' }
	| { kind: 'running'; progress: Progress | null }
	| { kind: 'done'; receipt: Receipt }
	| { kind: 'failed'; error: AppError }
	| { kind: 'cancelled' };

/** What a job does; called once, when its turn has come. */
export type JobWork = (context: {
	signal: AbortSignal;
	onProgress: (progress: Progress) => void;
}) => Promise<Receipt>;

/** One unit of long work that can be watched and cancelled. */
export class Job {
	readonly id = crypto.randomUUID();
	/** Settles when the job has ended, however it ended. */
	readonly ended: Promise<JobStatus>;
	#status = $state.raw<JobStatus>({ kind: 'waiting' });
	readonly #work: JobWork;
	readonly #abort = new AbortController();
	#reportEnd!: (status: JobStatus) => void;

	/** @param title what is worked on: a file's name */
	constructor(
		readonly title: string,
		work: JobWork
	) {
		this.#work = work;
		this.ended = new Promise((resolve) => (this.#reportEnd = resolve));
	}

	get status(): JobStatus {
		return this.#status;
	}

	get isActive(): boolean {
		return this.#status.kind === 'waiting' || this.#status.kind === 'running';
	}

	/** Cancels at any moment; harmless after the end. */
	cancel(): void {
		this.#abort.abort(new AppError('cancelled', 'Cancelled.'));
		if (this.#status.kind === 'waiting') this.#end({ kind: 'cancelled' });
	}

	/** Does the work; never rejects. */
	async run(): Promise<void> {
		if (this.#status.kind !== 'waiting') return;
		this.#status = { kind: 'running', progress: null };
		try {
			const receipt = await this.#work({
				signal: this.#abort.signal,
				onProgress: (progress) => {
					if (this.#status.kind === 'running') this.#status = { kind: 'running', progress };
				}
			});
			this.#end({ kind: 'done', receipt });
		} catch (thrown) {
			const error = asAppError(thrown);
			this.#end(isCancelled(error) ? { kind: 'cancelled' } : { kind: 'failed', error });
		}
	}

	#end(status: JobStatus): void {
		this.#status = status;
		this.#reportEnd(status);
	}
}

/** All jobs of this tab, newest last; they run one after the other, as each one uses all cores. */
export class JobsState {
	#list = $state.raw<readonly Job[]>([]);
	#running = false;

	get list(): readonly Job[] {
		return this.#list;
	}

	readonly active = $derived(this.#list.filter((job) => job.isActive));
	readonly running = $derived(this.#list.find((job) => job.status.kind === 'running') ?? null);
	readonly failedCount = $derived(this.#list.filter((job) => job.status.kind === 'failed').length);

	enqueue(job: Job): void {
		this.#list = [...this.#list, job];
		if (!this.#running) void this.#runAll();
	}

	clearFinished(): void {
		this.#list = this.#list.filter((job) => job.isActive);
	}

	async #runAll(): Promise<void> {
		this.#running = true;
		for (let job = this.#next(); job; job = this.#next()) await job.run();
		this.#running = false;
	}

	#next(): Job | undefined {
		return this.#list.find((job) => job.status.kind === 'waiting');
	}
}
