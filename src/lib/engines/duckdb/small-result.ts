import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import { sqlTypeOf } from '$lib/domain/rows/arrow/type-name';
import { RowPage } from '$lib/domain/rows/decode';

/** Rows of a small result as plain objects; see `RowPage.value` for the values. */
export function rowsFromIpc(ipc: Uint8Array): Record<string, unknown>[] {
	const stream = streamOf(ipc);
	const { fields } = readIpcStream(stream);
	const page = new RowPage(stream, fields.map(sqlTypeOf));
	return page
		.rows(0, page.rowCount)
		.map((values) => Object.fromEntries(values.map((value, column) => [fields[column]?.name ?? '', value])));
}

/** DuckDB gives whole results as an Arrow file: a magic number, the stream, and a footer that nobody needs. */
function streamOf(ipc: Uint8Array): Uint8Array {
	const isFile = MAGIC.every((byte, at) => ipc[at] === byte);
	return isFile ? ipc.slice(8) : ipc;
}

/** `ARROW1`; two bytes of padding follow. */
const MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
