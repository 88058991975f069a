import { RecordBatchReader, RecordBatchStreamWriter, type RecordBatch } from 'apache-arrow';
import type { ResultPage } from '$lib/protocol/query-api';

/** Pages up to this size are handed out as they are; cutting costs more than posting. */
const UNCUT_BYTES = 2 * 2 ** 20;

/** `page` without the rows outside of `[rowStart, rowEnd)`, where it is large: batches of wide results are. */
export function slicePage(
	page: ResultPage,
	rowStart: number,
	rowEnd: number,
	uncutBytes = UNCUT_BYTES
): ResultPage {
	const from = Math.max(0, rowStart - page.rowStart);
	const to = Math.min(page.rowCount, rowEnd - page.rowStart);
	if (page.ipc.length <= uncutBytes || from >= to || to - from === page.rowCount) return page;
	const batches: RecordBatch[] = [];
	let batchStart = 0;
	for (const batch of RecordBatchReader.from(page.ipc)) {
		const end = Math.min(batch.numRows, to - batchStart);
		const start = Math.max(0, from - batchStart);
		if (start < end) batches.push(batch.slice(start, end));
		batchStart += batch.numRows;
	}
	const ipc = RecordBatchStreamWriter.writeAll(batches).toUint8Array(true) as Uint8Array<ArrayBuffer>;
	return { rowStart: page.rowStart + from, rowCount: to - from, ipc };
}
