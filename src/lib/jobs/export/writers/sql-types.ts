import type { SqlDialect } from '$lib/domain/export/export-options';
import type { SqlType } from '$lib/domain/sql/sql-type';
import type { ExportColumn } from '../writer';

type Names = Record<Exclude<SqlDialect, 'duckdb'>, string>;

const SCALARS: Record<string, Names> = {
	BOOLEAN: { sqlite: 'BOOLEAN', postgresql: 'boolean', mysql: 'BOOLEAN' },
	TINYINT: { sqlite: 'INTEGER', postgresql: 'smallint', mysql: 'TINYINT' },
	SMALLINT: { sqlite: 'INTEGER', postgresql: 'smallint', mysql: 'SMALLINT' },
	INTEGER: { sqlite: 'INTEGER', postgresql: 'integer', mysql: 'INT' },
	BIGINT: { sqlite: 'INTEGER', postgresql: 'bigint', mysql: 'BIGINT' },
	UTINYINT: { sqlite: 'INTEGER', postgresql: 'smallint', mysql: 'TINYINT UNSIGNED' },
	USMALLINT: { sqlite: 'INTEGER', postgresql: 'integer', mysql: 'SMALLINT UNSIGNED' },
	UINTEGER: { sqlite: 'INTEGER', postgresql: 'bigint', mysql: 'INT UNSIGNED' },
	// without a type SQLite keeps integers as such up to 64 bits, and the text of larger ones
	UBIGINT: { sqlite: '', postgresql: 'numeric(20)', mysql: 'BIGINT UNSIGNED' },
	HUGEINT: { sqlite: '', postgresql: 'numeric(39)', mysql: 'DECIMAL(39,0)' },
	UHUGEINT: { sqlite: '', postgresql: 'numeric(39)', mysql: 'DECIMAL(39,0)' },
	FLOAT: { sqlite: 'REAL', postgresql: 'real', mysql: 'FLOAT' },
	DOUBLE: { sqlite: 'REAL', postgresql: 'double precision', mysql: 'DOUBLE' },
	BLOB: { sqlite: 'BLOB', postgresql: 'bytea', mysql: 'LONGBLOB' },
	UUID: { sqlite: 'TEXT', postgresql: 'uuid', mysql: 'CHAR(36)' },
	DATE: { sqlite: 'TEXT', postgresql: 'date', mysql: 'DATE' },
	TIME: { sqlite: 'TEXT', postgresql: 'time', mysql: 'TIME(6)' },
	TIMESTAMP: { sqlite: 'TEXT', postgresql: 'timestamp', mysql: 'DATETIME(6)' },
	TIMESTAMP_S: { sqlite: 'TEXT', postgresql: 'timestamp', mysql: 'DATETIME(6)' },
	TIMESTAMP_MS: { sqlite: 'TEXT', postgresql: 'timestamp', mysql: 'DATETIME(6)' },
	'TIMESTAMP WITH TIME ZONE': { sqlite: 'TEXT', postgresql: 'timestamptz', mysql: 'DATETIME(6)' },
	INTERVAL: { sqlite: 'TEXT', postgresql: 'interval', mysql: 'LONGTEXT' }
};

const TEXT: Names = { sqlite: 'TEXT', postgresql: 'text', mysql: 'LONGTEXT' };
const NESTED: Names = { sqlite: 'TEXT', postgresql: 'jsonb', mysql: 'JSON' };

/** Decimals of more digits do not survive as a number in SQLite: they are kept as text. */
export const SQLITE_NUMBER_DIGITS = 15;
const MYSQL_MAX_SCALE = 30;

/** The type of a column in another system; empty where it has none (SQLite). */
export function columnTypeIn(dialect: SqlDialect, { type, sqlType }: ExportColumn): string {
	if (dialect === 'duckdb') return type === '"NULL"' ? 'INTEGER' : type;
	if (sqlType === null) return TEXT[dialect];
	if (sqlType.kind === 'scalar') return (SCALARS[sqlType.name] ?? TEXT)[dialect];
	if (sqlType.kind === 'decimal') return decimalIn(dialect, sqlType);
	return (sqlType.kind === 'enum' || sqlType.kind === 'union' ? TEXT : NESTED)[dialect];
}

function decimalIn(
	dialect: keyof Names,
	{ precision, scale }: Extract<SqlType, { kind: 'decimal' }>
): string {
	if (dialect === 'sqlite' && precision > SQLITE_NUMBER_DIGITS) return TEXT.sqlite;
	if (dialect === 'mysql' && scale > MYSQL_MAX_SCALE) return TEXT.mysql;
	return `${dialect === 'postgresql' ? 'numeric' : 'DECIMAL'}(${precision},${scale})`;
}
