/** `name` as an SQL identifier: the one function that quotes identifiers. NUL can't be quoted and is refused. */
export function quoteIdentifier(name: string): string {
	if (name.includes('\0')) throw new RangeError('an SQL identifier cannot hold a NUL character');
	return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as an SQL string literal. NUL has no literal form in DuckDB: such text is built with chr(0). */
export function quoteText(text: string): string {
	if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
	return `(${text.split('\0').map(quoteText).join(' || chr(0) || ')})`;
}
