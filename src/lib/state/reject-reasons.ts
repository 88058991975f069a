import { RowPage } from '$lib/domain/rows/decode';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { QueryApi } from '$lib/protocol/query-api';

export interface RejectReason {
	code: string;
	count: number;
}

/** How many rejects there are for each reason, the most frequent first. @param name of the rejects in SQL */
export async function rejectReasons(
	query: Pick<QueryApi, 'run' | 'page' | 'release'>,
	name: string
): Promise<RejectReason[]> {
	const queryId = crypto.randomUUID();
	const sql = `SELECT code, count(*)::BIGINT AS n FROM ${quoteIdentifier(name)} GROUP BY code ORDER BY n DESC, code`;
	const handle = await query.run({ queryId, sql }, () => undefined);
	try {
		const { ipc } = await query.page(handle.resultId, 0, 100);
		const page = new RowPage(
			ipc,
			handle.columns.map(({ type }) => type)
		);
		return page.rows(0, page.rowCount).map(([code, count]) => ({ code: String(code), count: Number(count) }));
	} finally {
		await query.release(handle.resultId).catch(() => undefined);
	}
}
