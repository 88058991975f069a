import { contentHashSql } from '$lib/domain/layers/exact-value';
import type { Version, VersionContent } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { PartFiles } from '$lib/jobs/query/part-files';
import type { LayerVersion, ResolvedTable } from '$lib/protocol/library-api';
import { AppError } from '$lib/domain/errors';

/** SELECTs of each table of a version with files of its own: `record_number, c0 …`, in file order. */
export async function tableSelects(parts: PartFiles, { version, files }: LayerVersion): Promise<string[]> {
	const aliases = await parts.attach({ parts: files });
	return version.tables.map((table) => {
		if (table.segments.length === 0) return emptySelect(table.columns.map(({ type }) => type));
		return table.segments
			.map(({ part, table: name }) => `SELECT * FROM ${aliases[part]}.main.${name}`)
			.join(' UNION ALL ');
	});
}

/** Of a table without rows, which has no segment. */
function emptySelect(types: readonly string[]): string {
	const columns = ['BIGINT', ...types].map(
		(type, index) => `CAST(NULL AS ${type}) AS ${index === 0 ? 'record_number' : `c${index - 1}`}`
	);
	return `SELECT ${columns.join(', ')} WHERE false`;
}

/** The hashes of a version with files of its own. */
export async function contentOf(
	{ engine, parts }: { engine: DuckDbEngine; parts: PartFiles },
	subject: LayerVersion
): Promise<VersionContent> {
	const selects = await tableSelects(parts, subject);
	return contentOfSelects(engine, subject.version, selects);
}

export async function contentOfSelects(
	engine: DuckDbEngine,
	version: Pick<Version, 'tables'>,
	selects: readonly string[]
): Promise<VersionContent> {
	const hashes: string[] = [];
	for (const [index, table] of version.tables.entries()) {
		const types = table.columns.map((column) => column.type);
		const [row] = await engine.rows(`SELECT ${contentHashSql(types)} AS hash FROM (${selects[index]})`);
		hashes.push(String(row?.['hash']));
	}
	return { method: await contentMethod(engine), hashes };
}

/** DuckDB's hash function may change with its version. */
export async function contentMethod(engine: DuckDbEngine): Promise<string> {
	return `duckdb-hash ${await engine.version()}`;
}

/** @throws AppError `storage/damaged` where a version is not what it was */
export function assertSameContent(version: Version, now: VersionContent): void {
	const { content } = version;
	if (!content || content.method !== now.method || String(content.hashes) === String(now.hashes)) return;
	throw new AppError(
		'storage/damaged',
		`Version ${version.version} is not what it was when it was imported: its content hash differs.`,
		{ version: version.version }
	);
}

/** The SELECTs of a version that is put together, as `tableSelects`. */
export async function layeredSelects(
	parts: PartFiles,
	version: Version,
	files: LayerVersion['files'],
	layered: (tableIndex: number) => NonNullable<ResolvedTable['layered']>
): Promise<string[]> {
	const selects: string[] = [];
	for (const [tableIndex, table] of version.tables.entries()) {
		const [alias] = await parts.attach({ parts: files, table, tableIndex, layered: layered(tableIndex) });
		selects.push(`SELECT * FROM ${alias}.main.t${tableIndex}_layered`);
	}
	return selects;
}
