import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { rowsFromIpc } from '$lib/engines/duckdb/small-result';
import { joined } from '$lib/jobs/query/stored-result';

/** Rows of a small result as plain objects; see `rowsFromIpc`. */
export function rowsFromIpcPieces(pieces: readonly Uint8Array[]): Record<string, unknown>[] {
	return rowsFromIpc(joined([...pieces, END_OF_STREAM]));
}
