import { AppError } from '$lib/domain/errors';
import { quoteText } from '$lib/domain/sql/quote';
import type { Reject } from '$lib/domain/versions/reject';
import type { Segment } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { PartTarget } from '$lib/protocol/library-api';
import { emptyDatabase } from '$lib/storage/sources/empty-database';
import { createRejectsSql, insertRejectsSql, rejectsCsv } from './load-sql';

/** A part file of a version while it is written: attached as `part` to an engine of its own. */
export class PartFile {
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
		const written = target.handles
			? await target.handles.database.getFile()
			: new File([bytes ?? ''], 'part');
		await this.#readBack(written, segments);
		return bytes;
	}

	async #readBack(file: File, segments: Segment[]): Promise<void> {
		const { engine } = this;
		await engine.registerFile('written', file);
		await engine.run("ATTACH 'written' AS written (READ_ONLY)");
		for (const { table, rows } of segments) {
			const [row] = await engine.rows(`SELECT count(*) AS n FROM written.main.${table}`);
			if (Number(row?.n) === rows) continue;
			throw new AppError(
				'import/count-mismatch',
				`${rows} rows were loaded, but the version's file holds ${Number(row?.n)} of them. Nothing was imported.`,
				{ loaded: rows, stored: Number(row?.n) }
			);
		}
		await engine.run('DETACH written');
		await engine.dropFile('written');
	}

	/** Lets go of the file without a check, when what was written will be thrown away. */
	async abandon(): Promise<void> {
		const { engine, target } = this;
		await engine.run('DETACH part');
		await engine.dropFile(target.fileName);
		if (target.handles) await engine.dropFile(`${target.fileName}.wal`);
	}
}
