import { distinctNames } from '$lib/domain/export/export-name';
import { AppError } from '$lib/domain/errors';
import { quoteIdentifier, quoteText } from '$lib/domain/sql/quote';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import { emptyDatabase } from '$lib/storage/sources/empty-database';
import { openSyncAccess } from '$lib/storage/sources/sync-access';
import { ipcStream, namedSchema, schemaMessage } from '../arrow-schema';
import type { ExportColumn, ExportRows, OpenWriter, RowWriter, WriterContext } from '../writer';

const FILE = 'export_file';
const PIECE_BYTES = 2 ** 22;
/** As large as DuckDB's row groups: smaller ones would be written again when they are filled up. */
const INSERT_ROWS = 122_880;

/** A DuckDB database file with one table, in the format that all versions since 1.0 read. */
export const openDuckDbFile: OpenWriter = async (context) => {
	const engine = await openDuckDb(context.engine ?? (await loadEngine()));
	try {
		return await DuckDbWriter.open(context, engine);
	} catch (cause) {
		engine.close();
		throw cause;
	}
};

class DuckDbWriter implements RowWriter {
	readonly #target: string;
	#waiting: ExportRows[] = [];
	#waitingRows = 0;
	#stagings = 0;
	#schema: Uint8Array<ArrayBuffer> | null = null;

	private constructor(
		private readonly context: WriterContext,
		private readonly engine: DuckDbEngine,
		/** Of the database and its log; null where it is made in memory. */
		private readonly files: { handle: FileSystemFileHandle; names: string[] } | null
	) {
		this.#target = `out.main.${quoteIdentifier(context.options.table)}`;
	}

	static async open(context: WriterContext, engine: DuckDbEngine): Promise<DuckDbWriter> {
		const files = await registerFiles(context, engine);
		await engine.run(`ATTACH ${quoteText(FILE)} AS out`);
		const writer = new DuckDbWriter(context, engine, files);
		await engine.run(`CREATE TABLE ${writer.#target} (${columnList(context.columns)})`);
		return writer;
	}

	async write(rows: ExportRows): Promise<void> {
		if (rows.rowCount === 0) return;
		this.#waiting.push(rows);
		this.#waitingRows += rows.rowCount;
		if (this.#waitingRows >= INSERT_ROWS) await this.#insert();
	}

	async finish(): Promise<void> {
		await this.#insert();
		const { engine, files } = this;
		await engine.run('CHECKPOINT out');
		await engine.run('DETACH out');
		const file = files ? null : new Blob([await engine.copyFileToBuffer(FILE)]);
		await engine.dropFile(FILE);
		if (files) await engine.dropFile(`${FILE}.wal`);
		await this.#send(file ?? (await (files as NonNullable<typeof files>).handle.getFile()));
	}

	async close(): Promise<void> {
		this.engine.close();
		for (const name of this.files?.names ?? []) await this.context.folder.remove(name);
	}

	async #send(file: Blob): Promise<void> {
		for (let at = 0; at < file.size; at += PIECE_BYTES) {
			await this.context.sink.write(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
		}
	}

	/** One stream with the columns `c0`, `c1` …. */
	#joined(runs: readonly ExportRows[]): Uint8Array<ArrayBuffer> {
		this.#schema ??= schemaMessage(
			namedSchema(
				runs[0]?.ipc ?? new Uint8Array(),
				this.context.columns.map((_, index) => `c${index}`)
			)
		);
		return ipcStream(this.#schema, runs);
	}

	/** What travelled in another form gets its type back. */
	async #insert(): Promise<void> {
		if (this.#waitingRows === 0) return;
		const ipc = this.#joined(this.#waiting);
		this.#waiting = [];
		this.#waitingRows = 0;
		const staging = `staging_${this.#stagings++}`;
		await this.engine.insertArrow(staging, ipc);
		const list = this.context.columns.map(
			(column, index) => `CAST(${quoteIdentifier(`c${index}`)} AS ${typeOf(column)})`
		);
		await this.engine.run(`INSERT INTO ${this.#target} SELECT ${list.join(', ')} FROM ${staging}`);
		await this.engine.run(`DROP TABLE ${staging}`);
	}
}

async function registerFiles(context: WriterContext, engine: DuckDbEngine) {
	const name = crypto.randomUUID();
	const names = [name, `${name}.wal`];
	const [handle, wal] = [await context.folder.create(name), await context.folder.create(`${name}.wal`)];
	if (!handle || !wal) {
		await engine.registerFileBuffer(FILE, await emptyDatabase());
		return null;
	}
	const access = await openSyncAccess(handle);
	access.write(await emptyDatabase());
	access.close();
	await engine.registerHandle(FILE, handle);
	await engine.registerHandle(`${FILE}.wal`, wal);
	return { handle, names };
}

function columnList(columns: readonly ExportColumn[]): string {
	const names = distinctNames(columns.map(({ name }) => name));
	if (names.length === 0) throw new AppError('internal', 'An export has no columns.');
	return columns
		.map((column, index) => `${quoteIdentifier(names[index] ?? '')} ${typeOf(column)}`)
		.join(', ');
}

/** Unions travel as text, which does not tell their member; a table has no columns of type NULL. */
function typeOf({ type, sqlType }: ExportColumn): string {
	if (type === '"NULL"') return 'INTEGER';
	return sqlType === null || sqlType.kind === 'union' ? 'VARCHAR' : type;
}
