/** Characters of a value that a cell shows; the cell viewer shows all. */
const SHOWN_CHARACTERS = 300;

const CONTROL_PICTURES: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '⇥' };

/** `text` as one line that fits a cell: cut, with pictures in place of line ends and tabs. */
export function singleLine(text: string): string {
	const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
	if (!/[\n\r\t]/.test(cut)) return cut;
	return cut.replace(/\r\n|[\n\r\t]/g, (control) => CONTROL_PICTURES[control] ?? '↵');
}

/** What a type is to a reader: picks icon, alignment and the way the cell viewer shows a value. */
export type TypeFamily = 'number' | 'text' | 'boolean' | 'time' | 'nested' | 'bytes' | 'other';

const FAMILIES: Readonly<Record<string, TypeFamily>> = {
	TINYINT: 'number',
	SMALLINT: 'number',
	INTEGER: 'number',
	BIGINT: 'number',
	HUGEINT: 'number',
	UTINYINT: 'number',
	USMALLINT: 'number',
	UINTEGER: 'number',
	UBIGINT: 'number',
	UHUGEINT: 'number',
	FLOAT: 'number',
	DOUBLE: 'number',
	DECIMAL: 'number',
	BIGNUM: 'number',
	VARCHAR: 'text',
	ENUM: 'text',
	UUID: 'text',
	BOOLEAN: 'boolean',
	DATE: 'time',
	TIME: 'time',
	TIMESTAMP: 'time',
	TIMESTAMP_S: 'time',
	TIMESTAMP_MS: 'time',
	TIMESTAMP_NS: 'time',
	INTERVAL: 'time',
	STRUCT: 'nested',
	MAP: 'nested',
	UNION: 'nested',
	JSON: 'nested',
	BLOB: 'bytes',
	BIT: 'bytes'
};

/** @param type DuckDB's type name: `DECIMAL(18,2)`, `TIMESTAMP WITH TIME ZONE`, `STRUCT(a INTEGER)[]`. */
export function typeFamily(type: string): TypeFamily {
	if (type.endsWith(']')) return 'nested';
	const [head = ''] = type.split(/[( ]/, 1);
	return FAMILIES[head.toUpperCase()] ?? 'other';
}
