import { quoteIdentifier } from '$lib/domain/sql/quote';
import { allColumns, versionColumnName } from '$lib/domain/versions/all-versions';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { PartFiles } from './part-files';
import { viewSelect } from './version-sql';

/** The SELECT behind `orders@all`: every row of every version, with the version's number in front (SPEC VER-17). */
export async function allVersionsSelect(
	parts: PartFiles,
	versions: readonly ResolvedTable[]
): Promise<string> {
	const columns = allColumns(versions.map(({ table }) => table));
	const numberName = quoteIdentifier(versionColumnName(columns));
	const selects: string[] = [];
	for (const [index, version] of versions.entries()) {
		const aliases = await parts.attach(version);
		const names = version.table.columns.map((_column, position) => `c${position}`).join(', ');
		const list = columns.map(({ name, type, positions }) => {
			const position = positions[index] ?? -1;
			const value = position < 0 ? 'NULL' : `c${position}`;
			return `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`;
		});
		const number = `${version.version}::BIGINT AS ${numberName}`;
		selects.push(
			`SELECT ${[number, ...list].join(', ')} FROM (${viewSelect(version, aliases)}) AS v(${names})`
		);
	}
	return selects.join(' UNION ALL ');
}
