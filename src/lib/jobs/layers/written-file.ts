import { quoteText } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { AppError } from '$lib/domain/errors';
import type { PartTarget } from '$lib/protocol/library-api';

/** Makes a part file: `fill` writes to the database `alias`. @returns the file, as a query will read it */
export async function writePart(
	engine: DuckDbEngine,
	target: PartTarget,
	alias: string,
	fill: () => Promise<void>
): Promise<File> {
	const { fileName, handles } = target;
	if (!handles) throw new AppError('internal', 'Layers are only made on a disk.');
	await engine.registerHandle(fileName, handles.database);
	await engine.registerHandle(`${fileName}.wal`, handles.wal);
	await engine.run(`ATTACH ${quoteText(fileName)} AS ${alias}`);
	await fill();
	await engine.run(`CHECKPOINT ${alias}`);
	await engine.run(`DETACH ${alias}`);
	await engine.dropFile(fileName);
	await engine.dropFile(`${fileName}.wal`);
	return handles.database.getFile();
}

/** Copies the rejects that `select` gives (with `version`, where there is one) into a new part. */
export async function copyRejects(
	engine: DuckDbEngine,
	alias: string,
	selects: readonly string[]
): Promise<void> {
	if (selects.length === 0) return;
	await engine.run(`CREATE TABLE ${alias}.main.rejects AS ${selects.join(' UNION ALL ')}`);
}
