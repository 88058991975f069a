import { openSqlite } from '$lib/formats/sqlite/start';
import { surveyDatabase } from '$lib/formats/sqlite/survey';
import { MemoryBytes } from '$lib/formats/sqlite/byte-reader';
import { checkSqliteFile } from '$lib/formats/sqlite/open-file';
import { startSqlite } from '$lib/storage/sources/sqlite';
import type { VersionTable } from '$lib/domain/versions/version';
import type { TableLibrary } from './support';

/** An SQLite file with what `statements` make. */
export async function sqliteFile(name: string, statements: readonly string[]): Promise<File> {
	const sqlite = await startSqlite();
	const database = new sqlite.Database();
	for (const statement of statements) database.run(statement);
	const bytes = Uint8Array.from(database.export());
	database.close();
	return new File([bytes], name);
}

/** Adds an opened SQLite file as a source, as opening one does. */
export async function addSqlite(
	library: TableLibrary,
	source: string,
	version: number,
	file: File
): Promise<VersionTable[]> {
	const { header } = await checkSqliteFile(file);
	const database = await openSqlite(header.encoding);
	database.attach('file', new MemoryBytes(new Uint8Array(await file.arrayBuffer())));
	const tables = surveyDatabase(database, 'file').map(({ table, rowCount, columns }) => ({
		name: table.name,
		rows: rowCount ?? 0,
		rejected: 0,
		columns: columns.map(({ name, type, why }) => ({ name, type, why })),
		segments: []
	}));
	database.close();
	const parts = [{ fileName: `v${version}-${file.name}`, file }];
	tables.forEach((table, tableIndex) => {
		for (const stem of [source, `${source}@${version}`]) {
			const names = [`${stem}.${table.name}`, ...(tables.length === 1 ? [stem] : [])];
			for (const name of names) {
				const resolved = { sourceId: source, sourceName: source, version, tableIndex, table, parts };
				library.tables.set(name.toLowerCase(), { ...resolved, name, view: 'rows', isSqlite: true });
			}
		}
	});
	return tables;
}
