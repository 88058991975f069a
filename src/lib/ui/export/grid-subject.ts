import type { QueryApi } from '$lib/protocol/query-api';
import type { Version } from '$lib/domain/versions/version';
import type { GridSelection } from '$lib/domain/grid/selection';
import type { ExportSubject } from '$lib/domain/export/exportable';
import type { GridSource } from '$lib/domain/grid/grid-source';

/** What a grid shows, as it can be exported; the rows stay open as long as the grid has them. */
export function gridSubject(
	source: GridSource,
	{ title, table }: { title: string; table: string | null },
	selected: GridSelection | null
): ExportSubject {
	return {
		title,
		table,
		rowCount: source.rowCountIsFinal ? source.rowCount : null,
		selection:
			selected && (selected.rowEnd - selected.rowStart) * selected.columns.length > 1 ? selected : null,
		open: async () => {
			const rows = source.exportable?.();
			if (!rows) throw new TypeError('these rows cannot be exported');
			return { ...rows, release: () => undefined };
		}
	};
}

/** The only table of a version, opened for the export alone. */
export function versionSubject(
	query: Pick<QueryApi, 'openTable' | 'release'>,
	sourceName: string,
	{ version, tables }: Version
): ExportSubject {
	return {
		title: `${sourceName} v${version}`,
		table: sourceName,
		rowCount: tables[0]?.rows ?? null,
		selection: null,
		open: async () => {
			const queryId = crypto.randomUUID();
			const request = { queryId, name: `${sourceName}@${version}`, orderBy: [], filter: null };
			const { resultId, columns } = await query.openTable(request, () => undefined);
			const release = () => void query.release(resultId).catch(() => undefined);
			return { resultId, columns, hiddenColumns: 0, release };
		}
	};
}

/** `orders v2` from a table's name in SQL, which is `orders`, `orders@2`, or with its table `orders@2.lines`. */
export function exportTitle(sqlName: string, version: number): string {
	const ending = `@${version}`;
	const bare = sqlName.endsWith(ending)
		? sqlName.slice(0, -ending.length)
		: sqlName.replace(`${ending}.`, '.');
	return `${bare} v${version}`;
}
