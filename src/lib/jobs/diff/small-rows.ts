import { tableFromIPC } from 'apache-arrow';
import { END_OF_STREAM } from '$lib/domain/rows/arrow/ipc';
import { joined } from '$lib/jobs/query/stored-result';

/** Rows of a small result as plain objects; integers are numbers where they are exact as such. */
export function rowsFromIpcPieces(pieces: readonly Uint8Array[]): Record<string, unknown>[] {
	const table = tableFromIPC(joined([...pieces, END_OF_STREAM]));
	const names = table.schema.fields.map((field) => field.name);
	return Array.from({ length: table.numRows }, (_, row) =>
		Object.fromEntries(names.map((name, column) => [name, plain(table.getChildAt(column)?.get(row))]))
	);
}

function plain(value: unknown): unknown {
	if (typeof value !== 'bigint') return value ?? null;
	return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
