import { AppError } from '$lib/domain/errors';
import { hasNegativeZeroSql } from '$lib/domain/layers/exact-value';
import { quoteText } from '$lib/domain/sql/quote';
import type { Reject } from '$lib/domain/versions/reject';
import type { Segment } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { PartTarget } from '$lib/protocol/library-api';
import { emptyDatabase } from '$lib/storage/sources/empty-database';
import { createRejectsSql, insertRejectsSql, rejectsCsv } from './load-sql';

/** Rows of a stored column that have a -0.0. */
export interface NegativeZeros {
	/** The segment's table. */
	table: string;
	/** Stored position. */
	column: number;
	/** For people. */
	name: string;
	rows: number;
}

/** A part file of a version while it is written: attached as `part` to an engine of its own. */
export class PartFile {
	readonly #negativeZeros: NegativeZeros[] = [];
	/** Names of columns in which zeros have another sign than they had, known after `finish` (SPEC FMT-7). */
	readonly changedSigns = new Set<string>();

	private constructor(
		readonly engine: DuckDbEngine,
		private readonly target: PartTarget,
		readonly part: number
	) {}

	static async open(engine: DuckDbEngine, target: PartTarget, part: number): Promise<PartFile> {
		const { fileName, handles } = target;
		if (handles) {
			await engine.registerHandle(fileName, handles.database);
			await engine.registerHandle(`${fileName}.wal`, handles.wal);
		} else await engine.registerFileBuffer(fileName, await emptyDatabase());
		await engine.run(`ATTACH ${quoteText(fileName)} AS part`);
		return new PartFile(engine, target, part);
	}

	async addRejects(rejects: Reject[]): Promise<void> {
		await this.engine.run(createRejectsSql('part.main.rejects'));
		await this.engine.registerFileBuffer('rejects', rejectsCsv(rejects));
		await this.engine.run(insertRejectsSql('part.main.rejects', 'rejects'));
		await this.engine.dropFile('rejects');
	}

	/**
	 * To be told before a segment with -0.0 is stored: the engine's usual compression takes zeros of both signs for the
	 * same. From here on one is used that keeps every bit of floats, and takes more room.
	 */
	async keepSigns(found: readonly NegativeZeros[]): Promise<void> {
		if (found.length === 0) return;
		if (this.#negativeZeros.length === 0) await this.engine.run("SET force_compression = 'alprd'");
		this.#negativeZeros.push(...found);
	}

	/**
	 * Closes the part, and reads it back as a query will: without its log, only what the file holds.
	 * @param segments what this part must hold
	 * @returns the part's bytes where there is no file that holds them
	 */
	async finish(segments: Segment[]): Promise<Uint8Array<ArrayBuffer> | null> {
		const { engine, target } = this;
		await engine.run('CHECKPOINT part');
		await engine.run('DETACH part');
		const bytes = target.handles ? null : await engine.copyFileToBuffer(target.fileName);
		await engine.dropFile(target.fileName);
		if (target.handles) await engine.dropFile(`${target.fileName}.wal`);
		await this.#attachWritten(bytes);
		await this.#readBack(segments);
		return bytes;
	}

	async #attachWritten(bytes: Uint8Array<ArrayBuffer> | null): Promise<void> {
		const { engine, target } = this;
		const file = (await target.handles?.database.getFile()) ?? new File([bytes ?? ''], 'part');
		await engine.registerFile('written', file);
		await engine.run("ATTACH 'written' AS written (READ_ONLY)").catch((cause: unknown) => {
			if (!engine.isAlive) throw cause;
			throw new AppError(
				'storage/unwritten',
				'What was written for the new version could not be read back, so it was not kept.',
				{ fileName: target.fileName, sizeBytes: file.size },
				{ cause }
			);
		});
	}

	async #readBack(segments: Segment[]): Promise<void> {
		const { engine } = this;
		// all at once: one after the other, most of the time is the way there and back
		const counted = await Promise.all(
			segments.map(({ table }) => engine.rows(`SELECT count(*) AS n FROM written.main.${table}`))
		);
		segments.forEach(({ rows }, i) => {
			const stored = Number(counted[i]?.[0]?.['n']);
			if (stored === rows) return;
			throw new AppError(
				'import/count-mismatch',
				`${rows} rows were loaded, but the version's file holds ${stored} of them. Nothing was imported.`,
				{ loaded: rows, stored }
			);
		});
		await this.#checkSigns(new Set(segments.map(({ table }) => table)));
		await engine.run('DETACH written');
		await engine.dropFile('written');
	}

	/** A block of nothing but zeros is stored as one value, whatever the compression: then signs are lost, which is told. */
	async #checkSigns(tables: ReadonlySet<string>): Promise<void> {
		for (const { table, column, name, rows } of this.#negativeZeros) {
			if (!tables.has(table)) continue;
			const types = await this.engine.rows(
				`SELECT column_type AS type FROM (DESCRIBE SELECT c${column} FROM written.main.${table})`
			);
			const condition = hasNegativeZeroSql(`c${column}`, String(types[0]?.['type'])) ?? 'false';
			const [row] = await this.engine.rows(
				`SELECT count(*) FILTER (${condition}) AS n FROM written.main.${table}`
			);
			if (Number(row?.['n']) !== rows) this.changedSigns.add(name);
		}
	}

	/** Lets go of the file without a check, when what was written will be thrown away. */
	async abandon(): Promise<void> {
		const { engine, target } = this;
		await engine.run('DETACH part');
		await engine.dropFile(target.fileName);
		if (target.handles) await engine.dropFile(`${target.fileName}.wal`);
	}
}
