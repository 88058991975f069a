import { AppError } from '$lib/domain/errors';
import type { SqlToken } from '$lib/domain/sql/token';
import { sqliteTokens } from '$lib/domain/sql/sqlite-tokens';
import type { EngineCapabilities, EngineConnection, EngineStream, SqlEngine } from '$lib/engines/engine';
import type { SqliteHeader } from '$lib/formats/sqlite/header';
import type { SurveyedTable } from '$lib/formats/sqlite/survey';
import type { WireType } from '$lib/formats/sqlite/column-writer';
import type { AnswerMessage, CallMessage, SqliteCalls } from './messages';

interface Waiting {
	resolve(value: never): void;
	reject(reason: Error): void;
}

/** Rows as a stream, with the names and types that only a run can tell. */
export interface SqliteStream extends EngineStream {
	readonly columns: readonly { name: string; type: WireType }[];
	/** Forgets the rows that were not asked for. */
	end(): Promise<void>;
}

/**
 * SQLite in a worker of its own, which reads the files attached to it in place. It has one session, and nothing
 * interrupts a statement but the end of the worker: starting another one takes some 50 ms.
 */
export class SqliteEngine implements SqlEngine {
	readonly capabilities: EngineCapabilities = {
		dialect: 'sqlite',
		cancel: 'terminate',
		memoryLimitBytes: 2 ** 31,
		streams: true,
		hasSessions: false
	};
	readonly ended: Promise<unknown>;
	readonly #worker: Worker;
	readonly #waiting = new Map<number, Waiting>();
	readonly #settled = new Map<number, Promise<unknown>>();
	#end: Error | null = null;
	#reportEnd!: (reason: Error) => void;
	#lastId = 0;

	constructor() {
		this.ended = new Promise((resolve) => (this.#reportEnd = resolve));
		this.#worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module' });
		this.#worker.addEventListener('message', ({ data }: MessageEvent<AnswerMessage>) => this.#settle(data));
		this.#worker.addEventListener('error', (event) => {
			event.preventDefault();
			event.stopImmediatePropagation();
			const detail = event.message ?? '';
			this.close(new AppError('engine/crashed', 'The SQLite engine stopped.', { detail }));
		});
	}

	get isAlive(): boolean {
		return this.#end === null;
	}

	/** Attaches a file under a name, read-only; all files of an engine have the same encoding. */
	attach(alias: string, file: File, encoding: SqliteHeader['encoding']): Promise<void> {
		return this.call('attach', alias, file, encoding);
	}

	detach(alias: string): Promise<void> {
		return this.call('detach', alias);
	}

	/** Reads an attached file once to its end. */
	survey(alias: string): Promise<SurveyedTable[]> {
		return this.call('survey', alias);
	}

	version(): Promise<string> {
		return this.call('version');
	}

	memoryBytes(): Promise<number> {
		return this.call('memoryBytes');
	}

	async tokenize(script: string): Promise<SqlToken[]> {
		return sqliteTokens(script);
	}

	async connect(): Promise<SqliteConnection> {
		return new SqliteConnection(this);
	}

	close(
		reason: Error = new AppError('engine/crashed', 'The SQLite engine was closed.', { closed: true })
	): void {
		if (this.#end) return;
		this.#end = reason;
		this.#worker.terminate();
		for (const { reject } of this.#waiting.values()) reject(reason);
		this.#waiting.clear();
		this.#reportEnd(reason);
	}

	/** A call is being worked on. */
	get isBusy(): boolean {
		return this.#waiting.size > 0;
	}

	/** Resolves when nothing is worked on. */
	async idle(): Promise<void> {
		while (this.isBusy) await Promise.race([...this.#settled.values()]).catch(() => undefined);
	}

	/** For the parts of this engine only. @throws AppError see `SqlEngine` */
	call<Name extends keyof SqliteCalls>(
		name: Name,
		...values: Parameters<SqliteCalls[Name]>
	): Promise<ReturnType<SqliteCalls[Name]>> {
		if (this.#end) return Promise.reject(this.#end);
		const id = ++this.#lastId;
		const answer = new Promise<ReturnType<SqliteCalls[Name]>>((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
			this.#worker.postMessage({ id, name, values } satisfies CallMessage);
		});
		this.#settled.set(id, answer);
		return answer.finally(() => this.#settled.delete(id));
	}

	#settle(answer: AnswerMessage): void {
		const waiting = this.#waiting.get(answer.id);
		this.#waiting.delete(answer.id);
		if (answer.ok) waiting?.resolve(answer.value as never);
		else waiting?.reject(new AppError(answer.code, answer.message, answer.facts));
	}
}

/** The engine's one session. */
export class SqliteConnection implements EngineConnection {
	constructor(private readonly engine: SqliteEngine) {}

	run(sql: string): Promise<void> {
		return this.engine.call('run', sql);
	}

	rows(sql: string): Promise<Record<string, unknown>[]> {
		return this.engine.call('rows', sql);
	}

	/** Whether a statement can be run, without running it. @throws `query/syntax`, `query/failed` */
	check(sql: string): Promise<{ isReadOnly: boolean }> {
		return this.engine.call('check', sql);
	}

	/** @param types of the columns where they are known; else the rows are looked through first */
	async start(sql: string, types: readonly WireType[] | null = null): Promise<SqliteStream> {
		const streamId = ++lastStream;
		const started = await this.engine.call('start', streamId, sql, types);
		const end = () => this.engine.call('end', streamId);
		return {
			schema: started.schema,
			columns: started.names.map((name, index) => ({ name, type: started.types[index] ?? 'VARCHAR' })),
			next: async () => {
				const batch = await this.engine.call('next', streamId);
				if (!batch) await end();
				return batch;
			},
			end
		};
	}

	/** What does not end by itself in a moment is ended with its worker. */
	async cancel(): Promise<void> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, CANCEL_GRACE_MS)));
		await Promise.race([this.engine.idle(), limit]);
		clearTimeout(timer);
		if (this.engine.isBusy) this.engine.close(new AppError('cancelled', 'Cancelled.'));
	}

	async close(): Promise<void> {}
}

let lastStream = 0;

const CANCEL_GRACE_MS = 60;
