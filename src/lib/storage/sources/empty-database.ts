/**
 * `static/empty.duckdb`, gzipped: part files start as a copy of it. Kept in the code, so that starting an import
 * needs no request; a unit test holds the two together.
 */
const PACKED =
	'H4sIAAAAAAACA+3XoQrCYBQF4B9ZsIkvsDdwzrDB3wRtVi22OTAu2o2CYPHJfJ7BDEMGgmBc+L5yuJz7Aue5uB2vzWO2PWx26/CfyyorsvJ3n5exruM5nooAAAAAjEA7r/av5T393N2X4TPpY9rHJNj/AAAAYP/b/wAAADAWbzChnhUAMAAA';

/** @returns the 12 KB of an empty DuckDB database file (storage version v1.0.0); a fresh copy each time. */
export async function emptyDatabase(): Promise<Uint8Array<ArrayBuffer>> {
	const packed = Uint8Array.from(atob(PACKED), (character) => character.charCodeAt(0));
	const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
	return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
