import { AppError } from '$lib/domain/errors';
import type { Reject } from '$lib/domain/versions/reject';
import type { Segment, VersionTable } from '$lib/domain/versions/version';
import type { TableBatch, TableToLoad, TableWriter } from '$lib/formats/table-reader';
import type { NegativeZeros, PartFile } from './part-file';
import {
	emptySegmentSql,
	includedColumns,
	incomingTypesSql,
	misfitsSql,
	negativeZerosSql,
	segmentSql,
	type IncomingRows,
	type IncomingTypes
} from './table-sql';

/** A table as it was loaded. */
export interface LoadedTable {
	table: VersionTable;
	/** The reader's count. */
	rowsRead: number;
}

/** What a segment holds, by the engine's count. */
interface SegmentFacts {
	stored: number;
	firstRecord: number;
	lastRecord: number;
}

/** Writes one table into the part file: batch by batch into segments, every count compared with the engine's. */
export class PartTableWriter implements TableWriter {
	#nextRecord = 1;
	#segments = 0;
	/** What was begun, all of it. */
	#running: Promise<void> = Promise.resolve();
	/** What was begun before the last call. */
	#before: Promise<void> = Promise.resolve();
	/** What must have ended before the engine can be given a batch that is stored as it comes. */
	#statements: Promise<void> = Promise.resolve();

	constructor(
		private readonly part: PartFile,
		private readonly index: number,
		private readonly plan: TableToLoad,
		private readonly loaded: LoadedTable,
		private readonly signal: AbortSignal,
		private readonly onRows: (rows: number) => void
	) {}

	append({ ipc, rows, recordNumbers, isStored }: TableBatch): Promise<void> {
		if (isStored) return this.#give(ipc, rows);
		return this.#inTurn(async () => {
			await this.part.engine.insertArrow('incoming', ipc);
			await this.#store('incoming', rows, recordNumbers ?? null);
			await this.part.engine.run('DROP TABLE incoming');
		});
	}

	appendSelect(select: string, rows: number): Promise<void> {
		return this.#inTurn(() => this.#store(`(${select})`, rows, null));
	}

	reject(rejects: Omit<Reject, 'table'>[]): Promise<void> {
		return this.#inTurn(() => this.#keepRejects(rejects));
	}

	async end(recordsRead: number): Promise<void> {
		await this.#running;
		const { table } = this.loaded;
		this.loaded.rowsRead = recordsRead;
		if (table.rows + table.rejected !== recordsRead) {
			throw countMismatch(table.name, recordsRead, table.rows, table.rejected);
		}
		if (table.segments.length > 0) return;
		const name = `t${this.index}_s0`;
		await this.part.engine.run(emptySegmentSql(`part.main.${name}`, this.plan.columns));
		table.segments.push({ part: this.part.part, table: name, firstRecord: 1, rows: 0 });
	}

	/** Waits until what was begun has ended, well or not. */
	settle(): Promise<void> {
		return this.#running.catch(() => undefined);
	}

	/** One after the other; the caller waits for the one before its own. */
	#inTurn(task: () => Promise<void>): Promise<void> {
		const before = this.#running;
		this.#begin(
			before.then(() => {
				this.signal.throwIfAborted();
				return task();
			})
		);
		this.#statements = this.#running;
		return before;
	}

	/**
	 * Hands a batch that needs no statement of ours to the engine at once, behind those it has not stored yet: its answers
	 * are heard only while the reader waits, and it shall not. The caller waits until there is but one such batch before
	 * its own.
	 */
	#give(ipc: Uint8Array<ArrayBuffer>, rows: number): Promise<void> {
		const before = this.#before;
		const earlier = this.#running;
		const name = this.#nextSegment();
		const inserted = this.#statements.then(() => this.#insert(name, ipc));
		this.#begin(Promise.all([inserted, earlier]).then(([facts]) => this.#keep(name, rows, facts, [], true)));
		return before;
	}

	#begin(running: Promise<void>): void {
		this.#before = this.#running;
		this.#running = running;
		// told where it is waited for: by a later call or by `end`
		running.catch(() => undefined);
	}

	/** Makes a segment of a batch that is stored as it comes. */
	async #insert(name: string, ipc: Uint8Array<ArrayBuffer>): Promise<SegmentFacts> {
		this.signal.throwIfAborted();
		const { engine } = this.part;
		// all at once: the engine need not wait until its answers are heard
		const [, found, facts] = await Promise.all([
			engine.insertArrow(name, ipc, 'part'),
			engine.rows(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE part.main.${name})`),
			this.#factsOf(name)
		]);
		const planned = includedColumns(this.plan.columns).map(({ type }, i) => `c${i} ${type}`);
		const stored = found.map((row) => `${String(row['name'])} ${String(row['type'])}`);
		if (stored.join() !== ['record_number BIGINT', ...planned].join())
			throw new AppError('internal', 'a batch has other columns than its table', { stored, planned });
		return facts;
	}

	#nextSegment(): string {
		return `t${this.index}_s${this.#segments++}`;
	}

	async #store(from: string, rows: number, recordNumbers: string | null): Promise<void> {
		const { engine } = this.part;
		const incoming: IncomingRows = { from, firstRecord: this.#nextRecord, recordNumbers };
		const types = await this.#incomingTypes(incoming);
		const misfits = misfitsSql(incoming, this.plan.columns, types);
		const unfit = misfits === null ? [] : await engine.rows(misfits);
		const name = this.#nextSegment();
		await this.part.keepSigns(await this.#negativeZeros(name, incoming, types));
		await engine.run(segmentSql(`part.main.${name}`, incoming, this.plan.columns, types));
		await this.#keep(name, rows, await this.#factsOf(name), unfit, recordNumbers !== null);
	}

	async #factsOf(name: string): Promise<SegmentFacts> {
		const [found] = await this.part.engine.rows(
			`SELECT count(*) AS n, min(record_number) AS first, max(record_number) AS last FROM part.main.${name}`
		);
		return {
			stored: Number(found?.['n']),
			firstRecord: Number(found?.['first']),
			lastRecord: Number(found?.['last'] ?? 0)
		};
	}

	/** Keeps what was stored of `rows` rows, if that is their number, and those that do not fit. */
	async #keep(
		name: string,
		rows: number,
		{ stored, firstRecord, lastRecord }: SegmentFacts,
		unfit: Record<string, unknown>[],
		isNumbered: boolean
	): Promise<void> {
		const { engine, part } = this.part;
		const { table } = this.loaded;
		if (stored + unfit.length !== rows) throw countMismatch(table.name, rows, stored, unfit.length);
		this.#nextRecord = isNumbered ? Math.max(this.#nextRecord, lastRecord + 1) : this.#nextRecord + rows;
		if (stored > 0) {
			const segment: Segment = { part, table: name, firstRecord, rows: stored };
			table.segments.push(segment);
			table.rows += stored;
		} else await engine.run(`DROP TABLE part.main.${name}`);
		if (unfit.length > 0) await this.#keepRejects(unfit.map((row) => this.#misfit(row)));
		this.onRows(stored);
	}

	async #incomingTypes(incoming: IncomingRows): Promise<IncomingTypes> {
		const question = incomingTypesSql(incoming, this.plan.columns);
		if (question === null) return new Map();
		const found = await this.part.engine.rows(question);
		return new Map(found.map((row) => [String(row['incoming']), String(row['type'])]));
	}

	async #negativeZeros(
		table: string,
		incoming: IncomingRows,
		types: IncomingTypes
	): Promise<NegativeZeros[]> {
		const question = negativeZerosSql(incoming, this.plan.columns, types);
		if (question === null) return [];
		const [row = {}] = await this.part.engine.rows(question);
		return includedColumns(this.plan.columns).flatMap(({ name }, column) => {
			const rows = Number(row[`n${column}`] ?? 0);
			return rows > 0 ? [{ table, column, name, rows }] : [];
		});
	}

	#misfit(row: Record<string, unknown>): Omit<Reject, 'table'> {
		const column = includedColumns(this.plan.columns)[Number(row['place'])];
		return {
			record: Number(row['record']),
			byteOffset: null,
			raw: String(row['raw']),
			column: column?.name ?? null,
			code: 'type',
			message: `The value of “${column?.name}” does not fit ${column?.type}, the type set for it.`
		};
	}

	async #keepRejects(rejects: Omit<Reject, 'table'>[]): Promise<void> {
		if (rejects.length === 0) return;
		const { table } = this.loaded;
		await this.part.addRejects(rejects.map((reject) => ({ table: table.name, ...reject })));
		table.rejected += rejects.length;
		const last = rejects.reduce((most, { record }) => Math.max(most, record), 0);
		this.#nextRecord = Math.max(this.#nextRecord, last + 1);
	}
}

function countMismatch(table: string, read: number, loaded: number, rejected: number): AppError {
	const message =
		`“${table}” has ${read} records by the independent count, but ${loaded} were loaded and ${rejected} rejected. ` +
		'Nothing was imported.';
	return new AppError('import/count-mismatch', message, { counted: read, loaded, rejected });
}
