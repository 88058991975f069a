import type { AttachedDatabase, TableSink, TableToLoad, TableWriter } from '$lib/formats/table-reader';
import { attachDatabase } from './attach-database';
import type { PartFile } from './part-file';
import { PartTableWriter, type LoadedTable } from './part-table-writer';
import { includedColumns } from './table-sql';

export interface TableLoaderHooks {
	signal: AbortSignal;
	/** Name of a table that has none in the file. */
	sourceName: string;
	/** A fresh part file, attached to an engine. */
	openPart(): Promise<PartFile>;
	/** Removes what was written. */
	discardParts(): Promise<void>;
	onBytes(bytesRead: number): void;
	onRows(rows: number): void;
}

/** Writes the tables of a typed format into one part file: batch by batch, every count compared. */
export class TableLoader implements TableSink {
	readonly #hooks: TableLoaderHooks;
	#part: Promise<PartFile> | null = null;
	#tables: LoadedTable[] = [];
	#rows = 0;
	#writer: PartTableWriter | null = null;

	constructor(hooks: TableLoaderHooks) {
		this.#hooks = hooks;
	}

	get signal(): AbortSignal {
		return this.#hooks.signal;
	}

	/** Makes the part file ready while the reader is still looking for the first rows. */
	begin(): void {
		// told where it is waited for
		this.#open().catch(() => undefined);
	}

	progress(bytesRead: number): void {
		this.signal.throwIfAborted();
		this.#hooks.onBytes(bytesRead);
	}

	async restart(): Promise<void> {
		await this.#writer?.settle();
		this.#writer = null;
		await (await this.#part)?.abandon();
		this.#part = null;
		this.#tables = [];
		this.#rows = 0;
		await this.#hooks.discardParts();
	}

	async attachDatabase(file: File, log: File | null = null): Promise<AttachedDatabase> {
		return attachDatabase((await this.#open()).engine, file, log);
	}

	async beginTable(plan: TableToLoad): Promise<TableWriter> {
		const index = this.#tables.length;
		const loaded: LoadedTable = {
			table: {
				name: this.#uniqueName(plan.name ?? this.#hooks.sourceName),
				rows: 0,
				rejected: 0,
				columns: includedColumns(plan.columns).map(({ name, type, why }) => ({ name, type, why })),
				segments: []
			},
			rowsRead: 0
		};
		this.#tables.push(loaded);
		this.#writer = new PartTableWriter(await this.#open(), index, plan, loaded, this.signal, (rows) => {
			this.#rows += rows;
			this.#hooks.onRows(this.#rows);
		});
		return this.#writer;
	}

	/** Closes the part file and reads it back. */
	async finish(): Promise<{
		tables: LoadedTable[];
		bytes: Uint8Array<ArrayBuffer>[];
		changedSigns: ReadonlySet<string>;
	}> {
		const part = await this.#open();
		const segments = this.#tables.flatMap(({ table }) => table.segments);
		const bytes = await part.finish(segments);
		return { tables: this.#tables, bytes: bytes ? [bytes] : [], changedSigns: part.changedSigns };
	}

	/** Letter case has no meaning in SQL names: the second of two equal ones gets `_2`. */
	#uniqueName(name: string): string {
		const taken = new Set(this.#tables.map(({ table }) => table.name.toLowerCase()));
		let unique = name;
		for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${name}_${number}`;
		return unique;
	}

	#open(): Promise<PartFile> {
		this.#part ??= this.#hooks.openPart();
		return this.#part;
	}
}
