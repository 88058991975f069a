import type { EngineConnection } from '$lib/engines/engine';
import { rowsFromIpcPieces } from './small-rows';

/** What runs the statements of a diff. */
export interface SqlRunner {
	/** Runs a statement without a result. */
	run(sql: string): Promise<void>;
	/** The rows of a small result; 64-bit integers are numbers. */
	rows(sql: string): Promise<Record<string, unknown>[]>;
	/** The one row of a result of numbers. */
	numbers(sql: string): Promise<Record<string, number>>;
}

/** Runs statements in turns, so that others of the engine come in between and a cancel is heard. */
export class Statements implements SqlRunner {
	constructor(readonly connection: EngineConnection) {}

	async run(sql: string): Promise<void> {
		const stream = await this.connection.start(sql);
		while (await stream.next());
	}

	async rows(sql: string): Promise<Record<string, unknown>[]> {
		const stream = await this.connection.start(sql);
		const pieces: Uint8Array[] = [stream.schema];
		for (let batch = await stream.next(); batch; batch = await stream.next()) pieces.push(batch);
		return rowsFromIpcPieces(pieces);
	}

	async numbers(sql: string): Promise<Record<string, number>> {
		const [row = {}] = await this.rows(sql);
		return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
	}
}
