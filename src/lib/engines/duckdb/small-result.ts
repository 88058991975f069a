import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import { sqlTypeOf } from '$lib/domain/rows/arrow/type-name';
import { RowPage } from '$lib/domain/rows/decode';

/** Rows of a small result as plain objects; see `RowPage.value` for the values. */
export function rowsFromIpc(ipc: Uint8Array): Record<string, unknown>[] {
	const { fields } = readIpcStream(ipc);
	const page = new RowPage(ipc, fields.map(sqlTypeOf));
	return page
		.rows(0, page.rowCount)
		.map((values) => Object.fromEntries(values.map((value, column) => [fields[column]?.name ?? '', value])));
}
