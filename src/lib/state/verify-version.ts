import { contentHashSql } from '$lib/domain/layers/exact-value';
import { RowPage } from '$lib/domain/rows/decode';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { Version } from '$lib/domain/versions/version';
import type { AppClient } from './client-shape';

/** `unknown`: there is no hash yet, or one of another engine; `failed`: it could not be read. */
export type Verification = 'same' | 'different' | 'unknown' | 'failed';

/** Reads all rows of a version as queries do, and compares them with its content hashes. */
export async function verifyVersion(
	query: AppClient['query'],
	sourceName: string,
	version: Version
): Promise<Verification> {
	const { content, tables } = version;
	await query.open();
	const engine = (await query.status()).version ?? '';
	if (!content || content.method !== `duckdb-hash ${engine}`) return 'unknown';
	for (const [index, table] of tables.entries()) {
		const stem = `${sourceName}@${version.version}`;
		const name = tables.length === 1 ? `${stem}.records` : `${stem}.${table.name}.records`;
		const types = table.columns.map((column) => column.type);
		const names = ['record_number', ...types.map((_type, i) => `c${i}`)].join(', ');
		const sql = `SELECT ${contentHashSql(types)} AS hash FROM (SELECT * FROM ${quoteIdentifier(name)}) AS t(${names})`;
		if ((await onlyValue(query, sql)) !== content.hashes[index]) return 'different';
	}
	return 'same';
}

async function onlyValue(query: AppClient['query'], sql: string): Promise<string | null> {
	const queryId = crypto.randomUUID();
	let finish: () => void = () => undefined;
	const finished = new Promise<void>((resolve) => (finish = resolve));
	const handle = await query.run({ queryId, sql }, (progress) => {
		if (progress.complete || progress.error) finish();
	});
	try {
		if (!handle.progress.complete) await finished;
		const { ipc } = await query.page(queryId, 0, 1);
		const types = handle.columns.map((column) => column.type);
		return new RowPage(ipc, types).text(0, 0);
	} finally {
		await query.release(queryId);
	}
}
