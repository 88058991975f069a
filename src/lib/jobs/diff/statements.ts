import type { EngineConnection } from '$lib/engines/engine';
import { rowsFromIpcPieces } from './small-rows';

/** Runs statements in turns, so that others of the engine come in between and a cancel is heard. */
export class Statements {
	constructor(readonly connection: EngineConnection) {}

	/** Runs a statement without a result. */
	async run(sql: string): Promise<void> {
		const stream = await this.connection.start(sql);
		while (await stream.next());
	}

	/** The rows of a small result; 64-bit integers are numbers. */
	async rows(sql: string): Promise<Record<string, unknown>[]> {
		const stream = await this.connection.start(sql);
		const pieces: Uint8Array[] = [stream.schema];
		for (let batch = await stream.next(); batch; batch = await stream.next()) pieces.push(batch);
		return rowsFromIpcPieces(pieces);
	}

	/** The one row of a result of numbers. */
	async numbers(sql: string): Promise<Record<string, number>> {
		const [row = {}] = await this.rows(sql);
		return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
	}
}
