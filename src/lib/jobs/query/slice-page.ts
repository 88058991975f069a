import type { ResultPage } from '$lib/protocol/query-api';

/** Pages up to this size are handed out as they are; cutting costs more than posting. */
const UNCUT_BYTES = 2 * 2 ** 20;

/** `page` without the rows outside of `[rowStart, rowEnd)`, where it is large: batches of wide results are. */
export async function slicePage(
	page: ResultPage,
	rowStart: number,
	rowEnd: number,
	uncutBytes = UNCUT_BYTES
): Promise<ResultPage> {
	const from = Math.max(0, rowStart - page.rowStart);
	const to = Math.min(page.rowCount, rowEnd - page.rowStart);
	if (page.ipc.length <= uncutBytes || from >= to || to - from === page.rowCount) return page;
	// few pages are so large, and this is much code
	const { tableFromIPC, tableToIPC } = await import('apache-arrow');
	const rows = tableFromIPC(page.ipc).slice(from, to);
	const ipc = tableToIPC(rows, 'stream') as Uint8Array<ArrayBuffer>;
	return { rowStart: page.rowStart + from, rowCount: to - from, ipc };
}
