/** Names of the files in a source's directory, and what they are. */

/** Marks a source whose first import has not been committed yet. */
export const UNCOMMITTED = 'uncommitted';
/** Marks a source whose removal has begun; nothing in its directory counts any more. */
export const REMOVED = 'removed';

const PART = /^v(\d{1,15})-[\w-]{1,64}-p\d{1,9}\.(duckdb|sqlite)$/;

/**
 * Name of a version's part file; unique within the origin as the import's id is.
 * @param importId letters, digits and `-`, at most 64
 */
export function partFileName(
	version: number,
	importId: string,
	part: number,
	ending: 'duckdb' | 'sqlite' = 'duckdb'
): string {
	const name = `v${version}-${importId}-p${part}.${ending}`;
	if (!PART.test(name)) throw new RangeError(`not an import id: ${importId}`);
	return name;
}

/** The write-ahead log that an engine keeps beside a part while it writes. */
export function walFileName(fileName: string): string {
	return `${fileName}.wal`;
}

export function isPartName(fileName: string): boolean {
	return PART.test(fileName);
}

export function isWalName(fileName: string): boolean {
	return fileName.endsWith('.wal') && isPartName(fileName.slice(0, -'.wal'.length));
}
