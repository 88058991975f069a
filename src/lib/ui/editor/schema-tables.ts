import type { SchemaSource } from '$lib/protocol/library-api';
import type { EditorTable } from './sql-suggestions';

/** SPEC QRY-3 */
const REJECT_COLUMNS = [
	{ name: 'table', type: 'VARCHAR' },
	{ name: 'record', type: 'BIGINT' },
	{ name: 'byte_offset', type: 'BIGINT' },
	{ name: 'raw', type: 'VARCHAR' },
	{ name: 'column', type: 'VARCHAR' },
	{ name: 'code', type: 'VARCHAR' },
	{ name: 'message', type: 'VARCHAR' }
];
const RECORD_NUMBER = { name: 'record_number', type: 'BIGINT' };

/**
 * Every name that stands for a table of the sources: `orders`, `orders.records`, `orders.rejects` and the same of each
 * version, `orders@2`; of a source with several tables each, `book.sheet1`. Older versions are completed with the newest one's columns.
 */
export function schemaTables(sources: readonly SchemaSource[]): EditorTable[] {
	return [
		...sources.flatMap((source) => namesOf(source, source.name, `v${source.newestVersion}`)),
		...sources.flatMap((source) =>
			source.versions
				.toReversed()
				.flatMap((version) => namesOf(source, `${source.name}@${version}`, `v${version}`))
		)
	];
}

function namesOf(source: SchemaSource, name: string, version: string): EditorTable[] {
	const { tables, isSqlite = false } = source;
	return tables.flatMap((table) =>
		endingsOf(tables.length === 1 ? name : `${name}.${table.name}`, table.columns, version, isSqlite)
	);
}

function endingsOf(
	name: string,
	columns: EditorTable['columns'],
	version: string,
	isSqlite: boolean
): EditorTable[] {
	// an opened file has neither record numbers nor rejects
	if (isSqlite) return [{ name, detail: `SQLite ${version}`, columns }];
	return [
		{ name, detail: version, columns },
		{
			name: `${name}.records`,
			detail: `${version} with record numbers`,
			columns: [RECORD_NUMBER, ...columns]
		},
		{ name: `${name}.rejects`, detail: `rejects of ${version}`, columns: REJECT_COLUMNS }
	];
}
