import { tableFromIPC } from 'apache-arrow';

/** Rows of a small result as plain objects; 64-bit integers are numbers where they are exact as such. */
export function rowsFromIpc(ipc: Uint8Array): Record<string, unknown>[] {
	const table = tableFromIPC(ipc);
	const names = table.schema.fields.map((field) => field.name);
	return Array.from({ length: table.numRows }, (_, row) => {
		const entries = names.map((name, column) => [name, plain(table.getChildAt(column)?.get(row))] as const);
		return Object.fromEntries(entries);
	});
}

function plain(value: unknown): unknown {
	if (typeof value !== 'bigint') return value ?? null;
	return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
