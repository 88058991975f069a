import { parseSqlType, type SqlType } from '../sql/sql-type';

/** Systems whose types are told apart from ours, which are DuckDB's. */
export type TypeSystem = 'sqlite' | 'arrow' | 'parquet' | 'json' | 'excel';

/**
 * One row for each of our types: what each system calls it. A name in `[ ]` says that values get there, but that the
 * type that comes back is another one: that of the row where the name stands without (SPEC SCH-2).
 */
const TABLE: readonly (readonly [type: string, ...Record5])[] = [
	// type, sqlite, arrow, parquet, json, excel
	['BOOLEAN', 'BOOLEAN', 'bool', 'BOOLEAN', 'boolean', 'boolean'],
	['TINYINT', 'TINYINT', 'int8', 'INT32 (INT_8)', '[integer]', '[number]'],
	['SMALLINT', 'SMALLINT', 'int16', 'INT32 (INT_16)', '[integer]', '[number]'],
	['INTEGER', 'INT', 'int32', 'INT32', '[integer]', '[number]'],
	['BIGINT', 'INTEGER', 'int64', 'INT64', 'integer', '[number]'],
	['HUGEINT', '[TEXT]', 'decimal128(38, 0)', '[FIXED_LEN_BYTE_ARRAY (DECIMAL(38,0))]', '[integer]', '[text]'],
	['UTINYINT', '[INTEGER]', 'uint8', 'INT32 (UINT_8)', '[integer]', '[number]'],
	['USMALLINT', '[INTEGER]', 'uint16', 'INT32 (UINT_16)', '[integer]', '[number]'],
	['UINTEGER', '[INTEGER]', 'uint32', 'INT32 (UINT_32)', '[integer]', '[number]'],
	['UBIGINT', '[TEXT]', 'uint64', 'INT64 (UINT_64)', '[integer]', '[text]'],
	['FLOAT', 'FLOAT', 'float32', 'FLOAT', '[number]', '[number]'],
	['DOUBLE', 'REAL', 'float64', 'DOUBLE', 'number', 'number'],
	['VARCHAR', 'TEXT', 'utf8', 'BYTE_ARRAY (UTF8)', 'string', 'text'],
	['BLOB', 'BLOB', 'binary', 'BYTE_ARRAY', '[string]', '[text]'],
	['DATE', 'DATE', 'date32', 'INT32 (DATE)', '[string]', 'date'],
	['TIME', 'TIME', 'time64[us]', 'INT64 (TIME_MICROS)', '[string]', 'time'],
	['TIMESTAMP', 'DATETIME', 'timestamp[us]', 'INT64 (TIMESTAMP_MICROS)', '[string]', 'date and time'],
	[
		'TIMESTAMP WITH TIME ZONE',
		'[TEXT]',
		'timestamp[us, UTC]',
		'INT64 (TIMESTAMP_MICROS, UTC)',
		'[string]',
		'[text]'
	],
	['INTERVAL', '[TEXT]', 'interval', 'FIXED_LEN_BYTE_ARRAY (INTERVAL)', '[string]', '[text]'],
	['UUID', '[TEXT]', 'fixed_size_binary(16)', 'FIXED_LEN_BYTE_ARRAY (UUID)', '[string]', '[text]']
];

type Record5 = readonly [sqlite: string, arrow: string, parquet: string, json: string, excel: string];

const PLACES = { sqlite: 1, arrow: 2, parquet: 3, json: 4, excel: 5 } as const;

/** What nested types and decimals are called: these have no row, as they have parameters. */
const NESTED: Record<TypeSystem, { list: string; struct: string; map: string }> = {
	sqlite: { list: 'TEXT', struct: 'TEXT', map: 'TEXT' },
	arrow: { list: 'list', struct: 'struct', map: 'map' },
	parquet: { list: 'LIST', struct: 'group', map: 'MAP' },
	json: { list: 'array', struct: 'object', map: 'object' },
	excel: { list: 'text', struct: 'text', map: 'text' }
};

/** Types as `canonicalTypes` can name them. */
export const MAPPED_TYPES: readonly string[] = TABLE.map(([type]) => type);

/** What `system` calls a type of ours; types without a name there are text in it. */
export function nativeType(system: TypeSystem, type: string): string {
	const row = TABLE.find(([name]) => name === type);
	if (row) return row[PLACES[system]].replace(/^\[(.*)\]$/, '$1');
	const tree = treeOf(type);
	switch (tree?.kind) {
		case 'decimal':
			return decimalName(system, tree.precision, tree.scale);
		case 'list':
		case 'array':
			return NESTED[system].list;
		case 'struct':
			return NESTED[system].struct;
		case 'map':
			return NESTED[system].map;
		default:
			return nativeType(system, 'VARCHAR');
	}
}

/** Our type for a type of `system`, or null where the name is not known. Case does not count. */
export function canonicalType(system: TypeSystem, native: string): string | null {
	const key = native.trim().toLowerCase();
	const row = TABLE.find((candidate) => candidate[PLACES[system]].toLowerCase() === key);
	if (row) return row[0];
	const decimal = /decimal(?:128)?\((\d+), ?(\d+)\)/.exec(key) ?? /numeric\((\d+), ?(\d+)\)/.exec(key);
	return decimal ? `DECIMAL(${decimal[1]},${decimal[2]})` : null;
}

/** Whether the type itself survives the way to `system` and back, not only its values. */
export function survives(system: TypeSystem, type: string): boolean {
	return canonicalType(system, nativeType(system, type)) === type;
}

function decimalName(system: TypeSystem, precision: number, scale: number): string {
	switch (system) {
		case 'sqlite':
			return `DECIMAL(${precision},${scale})`;
		case 'arrow':
			return `decimal128(${precision}, ${scale})`;
		case 'parquet': {
			const physical = precision <= 9 ? 'INT32' : precision <= 18 ? 'INT64' : 'FIXED_LEN_BYTE_ARRAY';
			return `${physical} (DECIMAL(${precision},${scale}))`;
		}
		case 'json':
			return 'number';
		case 'excel':
			return precision <= 15 ? 'number' : 'text';
	}
}

function treeOf(type: string): SqlType | null {
	try {
		return parseSqlType(type);
	} catch {
		return null;
	}
}
