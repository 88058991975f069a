import type { EngineChoice, QueryApi } from '$lib/protocol/query-api';
import type { QueryHistory } from './query-history.svelte';
import { QueryRun, type ScriptStatement } from './query-run.svelte';

type TabQuery = Pick<QueryApi, 'run' | 'sortResult' | 'page' | 'release' | 'cancel'>;

/** Where the editor marks a failure, in the script as it was when it was run. */
export interface ScriptProblem {
	script: string;
	offset: number;
	message: string;
}

const TICK_MS = 100;

/** A query tab: what its last command ran, one after the other, and what came of it. Lives on while not in front. */
export class QueryTabState {
	#runs = $state.raw<readonly QueryRun[]>([]);
	#shownId = $state.raw<string | null>(null);
	#startedAt = $state.raw<number | null>(null);
	#now = $state.raw(0);
	#script = $state.raw('');
	#engine = $state.raw<EngineChoice>('auto');
	readonly #query: TabQuery;
	readonly #history: QueryHistory;

	constructor(query: TabQuery, history: QueryHistory) {
		this.#query = query;
		this.#history = history;
	}

	/** Which engine runs the statements of this tab. */
	get engine(): EngineChoice {
		return this.#engine;
	}

	chooseEngine(engine: EngineChoice): void {
		this.#engine = engine;
	}

	get runs(): readonly QueryRun[] {
		return this.#runs;
	}

	/** The run whose outcome is shown: the one picked, or the last that was started. */
	readonly shown = $derived<QueryRun | null>(
		this.#runs.find(({ id }) => id === this.#shownId) ??
			this.#runs.findLast(({ status }) => status.kind !== 'waiting' && status.kind !== 'skipped') ??
			null
	);
	readonly isRunning = $derived(this.#startedAt !== null);
	/** Time since the command was given, while it runs; ticks ten times a second. */
	readonly runningMs = $derived(this.#startedAt === null ? 0 : Math.max(0, this.#now - this.#startedAt));
	readonly current = $derived(this.#runs.find(({ status }) => status.kind === 'running') ?? null);

	/** The failure of the last command, where its place is known. */
	readonly problem = $derived.by((): ScriptProblem | null => {
		for (const { status, statement } of this.#runs) {
			if (status.kind !== 'failed') continue;
			const { position } = status.error.facts;
			if (typeof position !== 'number') return null;
			return { script: this.#script, offset: statement.start + position, message: status.error.message };
		}
		return null;
	});

	show(runId: string): void {
		this.#shownId = runId;
	}

	/**
	 * Runs statements one after the other, up to the first that fails. A command given while one runs cancels that.
	 * @param script what the statements were taken from
	 */
	async run(statements: readonly ScriptStatement[], script: string): Promise<void> {
		if (statements.length === 0) return;
		this.close();
		const runs = statements.map((statement) => new QueryRun(this.#query, statement, this.#engine));
		this.#runs = runs;
		this.#script = script;
		const stopClock = this.#startClock();
		try {
			for (const run of runs) await this.#runOne(run, runs);
		} finally {
			if (this.#runs === runs) this.#startedAt = null;
			stopClock();
		}
	}

	async cancel(): Promise<void> {
		for (const run of this.#runs) if (run.status.kind === 'waiting') run.skip();
		await this.current?.cancel();
	}

	/** Ends what runs and gives back what results hold. */
	close(): void {
		const runs = this.#runs;
		this.#runs = [];
		this.#shownId = null;
		this.#startedAt = null;
		for (const run of runs) {
			if (run.status.kind === 'waiting') run.skip();
			run.close();
		}
	}

	async #runOne(run: QueryRun, runs: readonly QueryRun[]): Promise<void> {
		if (run.status.kind !== 'waiting') return;
		await run.start();
		await this.#remember(run).catch(() => undefined);
		if (run.isBroken) for (const later of runs) if (later.status.kind === 'waiting') later.skip();
	}

	async #remember({ status, statement, startedAt }: QueryRun): Promise<void> {
		if (status.kind === 'waiting' || status.kind === 'running' || status.kind === 'skipped') return;
		const rowCount =
			status.kind === 'rows'
				? status.result.progress.rowCount
				: status.kind === 'changed'
					? status.rowCount
					: null;
		const error =
			status.kind === 'failed' ? status.error.message : status.kind === 'cancelled' ? 'Cancelled' : null;
		await this.#history.add({
			sql: statement.sql,
			startedAt,
			elapsedMs: Math.round(status.elapsedMs),
			rowCount,
			error
		});
	}

	#startClock(): () => void {
		this.#startedAt = performance.now();
		this.#now = this.#startedAt;
		const timer = setInterval(() => (this.#now = performance.now()), TICK_MS);
		return () => clearInterval(timer);
	}
}
