import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { AppError } from '$lib/domain/errors';
import { tableReference } from '$lib/domain/sql/names';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { VersionColumn } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { DuckDbConnection } from '$lib/engines/duckdb/duckdb-connection';
import type { SqliteStream } from '$lib/engines/sqlite/sqlite-engine';
import type { WireType } from '$lib/formats/sqlite/column-writer';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { BroughtNote } from '$lib/protocol/query-api';
import { aliasOf, type SqliteFiles } from './sqlite-files';
import { joined } from './stored-result';

/** The in-memory database that rows of SQLite are copied to. */
export const BROUGHT_DATABASE = 'varve_sqlite';
/** What all tables that were brought may take; DuckDB has 3.1 GiB for everything. */
export const BROUGHT_LIMIT_BYTES = 768 * 2 ** 20;

const INSERT_BYTES = 8 * 2 ** 20;

interface Brought {
	/** Name in the database. */
	name: string;
	/** Positions in the version's table, ascending. */
	columns: readonly number[];
	rowCount: number;
	sizeBytes: number;
}

/** Tables of opened SQLite files as copies in DuckDB's memory, kept for each version of a file, the oldest going first. */
export class BroughtTables {
	readonly #engine: DuckDbEngine;
	readonly #files: SqliteFiles;
	readonly #limitBytes: number;
	/** By file and table; the one used last comes last. */
	readonly #tables = new Map<string, Brought>();
	#connection: DuckDbConnection | null = null;
	#lastNumber = 0;

	constructor(engine: DuckDbEngine, files: SqliteFiles, limitBytes = BROUGHT_LIMIT_BYTES) {
		this.#engine = engine;
		this.#files = files;
		this.#limitBytes = limitBytes;
	}

	/**
	 * Brings columns of a table, unless they are here.
	 * @param columns names, or null for all
	 * @param inUse keys of tables that must stay
	 * @returns the SELECT for a view on them
	 * @throws `query/too-large`, `file/damaged`
	 */
	async bring(
		resolved: ResolvedTable,
		columns: readonly string[] | null,
		inUse: Set<string>
	): Promise<{ select: string; note: BroughtNote }> {
		const key = keyOf(resolved);
		inUse.add(key);
		const wanted = positionsOf(resolved, columns);
		const known = this.#tables.get(key);
		const isKept = known !== undefined && wanted.every((column) => known.columns.includes(column));
		const table = isKept ? known : await this.#copy(resolved, merged(wanted, known), inUse);
		if (!isKept && known) await this.#drop(key);
		this.#tables.delete(key);
		this.#tables.set(key, table);
		const { rowCount, sizeBytes } = table;
		const name = tableReference(resolved.sourceName, resolved.table.name);
		return {
			select: selectOf(resolved, table),
			note: { table: name, columnCount: wanted.length, rowCount, sizeBytes, isKept }
		};
	}

	async #copy(
		resolved: ResolvedTable,
		positions: readonly number[],
		inUse: ReadonlySet<string>
	): Promise<Brought> {
		const connection = await this.#ready();
		const columns = positions
			.map((position) => resolved.table.columns[position])
			.filter((column) => column !== undefined);
		const name = `t${++this.#lastNumber}`;
		const list = columns.map(({ type }, index) => `c${positions[index]} ${type}`).join(', ');
		await connection.run(`CREATE TABLE ${quoteIdentifier(name)} (${list})`);
		try {
			const alias = aliasOf(resolved);
			const source = await this.#files.connect(resolved, alias);
			const stream = await source.start(
				selectFrom(alias, resolved.table.name, columns),
				columns.map(wireTypeOf)
			);
			const room = () => this.#room(inUse);
			const copied = await copyRows(stream, connection, name, resolved, room);
			return { name, columns: positions, ...copied };
		} catch (error) {
			if (this.#engine.isAlive) await connection.run(`DROP TABLE ${quoteIdentifier(name)}`);
			throw error;
		}
	}

	/** Bytes that one more table may have; tables that nobody needs make room. */
	async #room(inUse: ReadonlySet<string>): Promise<number> {
		const used = () => [...this.#tables.values()].reduce((sum, table) => sum + table.sizeBytes, 0);
		for (const key of [...this.#tables.keys()]) {
			if (used() < this.#limitBytes / 2) break;
			if (!inUse.has(key)) await this.#drop(key);
		}
		return this.#limitBytes - used();
	}

	async #drop(key: string): Promise<void> {
		const table = this.#tables.get(key);
		this.#tables.delete(key);
		if (table) await (await this.#ready()).run(`DROP TABLE IF EXISTS ${quoteIdentifier(table.name)}`);
	}

	async #ready(): Promise<DuckDbConnection> {
		if (this.#connection) return this.#connection;
		await this.#engine.run(`ATTACH ':memory:' AS ${quoteIdentifier(BROUGHT_DATABASE)}`);
		const connection = await this.#engine.connect();
		await connection.run(`USE ${quoteIdentifier(BROUGHT_DATABASE)}`);
		return (this.#connection = connection);
	}
}

async function copyRows(
	stream: SqliteStream,
	connection: DuckDbConnection,
	name: string,
	resolved: ResolvedTable,
	room: () => Promise<number>
): Promise<{ rowCount: number; sizeBytes: number }> {
	const limitBytes = await room();
	let sizeBytes = 0;
	let pieces: Uint8Array[] = [];
	let pieceBytes = 0;
	// SQLite reads on while DuckDB takes the rows: they have threads of their own
	let inserting: Promise<unknown> = Promise.resolve();
	const insert = async () => {
		const ipc = joined([stream.schema, ...pieces, END_OF_STREAM]);
		pieces = [];
		pieceBytes = 0;
		await inserting;
		inserting = connection.appendArrow(name, ipc);
		inserting.catch(() => undefined);
	};
	for (let batch = await stream.next(); batch; batch = await stream.next()) {
		pieces.push(batch);
		pieceBytes += batch.length;
		sizeBytes += batch.length;
		if (sizeBytes > limitBytes) {
			await stream.end();
			await inserting;
			throw tooLarge(resolved, limitBytes);
		}
		if (pieceBytes >= INSERT_BYTES) await insert();
	}
	if (pieces.length > 0) await insert();
	await inserting;
	const [row] = await connection.rows(`SELECT count(*) AS n FROM ${quoteIdentifier(name)}`);
	return { rowCount: Number(row?.['n']), sizeBytes };
}

function tooLarge({ sourceName, table }: ResolvedTable, limitBytes: number): AppError {
	const name = tableReference(sourceName, table.name);
	const limit = Math.round(limitBytes / 2 ** 20);
	const message = `The rows of ${name} that this statement needs take more than ${limit} MiB, the room that DuckDB has for tables of opened SQLite files.`;
	return new AppError('query/too-large', message, { table: name, limitBytes });
}

function keyOf({ parts: [part], table }: ResolvedTable): string {
	return `${part?.fileName ?? ''}/${table.name}`;
}

/** Where a name stands for several columns all are taken; where none is named, the first, as rows must have one. */
function positionsOf({ table }: ResolvedTable, names: readonly string[] | null): number[] {
	const positions = table.columns.flatMap(({ name }, position) =>
		names === null || names.includes(name) ? [position] : []
	);
	return positions.length > 0 ? positions : [0];
}

function merged(wanted: readonly number[], known: Brought | undefined): number[] {
	return [...new Set([...wanted, ...(known?.columns ?? [])])].sort((a, b) => a - b);
}

function selectOf({ table }: ResolvedTable, { name, columns }: Brought): string {
	const list = columns.map(
		(position) => `c${position} AS ${quoteIdentifier(table.columns[position]?.name ?? '')}`
	);
	return `SELECT ${list.join(', ')} FROM ${quoteIdentifier(BROUGHT_DATABASE)}.main.${quoteIdentifier(name)}`;
}

/** @param columns in the order in which they are wanted */
export function selectFrom(alias: string, table: string, columns: readonly VersionColumn[]): string {
	const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
	return `SELECT ${list} FROM ${quoteIdentifier(alias)}.${quoteIdentifier(table)}`;
}

/** Dates are text in SQLite; DuckDB makes them dates as it takes them. */
export function wireTypeOf({ type }: VersionColumn): WireType {
	return type === 'BIGINT' || type === 'DOUBLE' || type === 'BLOB' ? type : 'VARCHAR';
}
