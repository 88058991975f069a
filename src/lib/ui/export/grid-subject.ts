import type { QueryApi } from '$lib/protocol/query-api';
import type { Version } from '$lib/domain/versions/version';
import type { GridSelection } from '$lib/domain/grid/selection';
import type { ExportSubject } from '$lib/domain/export/exportable';
import type { GridSource } from '$lib/domain/grid/grid-source';

/** What a grid shows, as it can be exported; the rows stay open as long as the grid has them. */
export function gridSubject(
	source: GridSource,
	title: string,
	selected: GridSelection | null
): ExportSubject {
	return {
		title,
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

/** `orders v2` from a version's name in SQL, which is `orders` or `orders@2`. */
export function exportTitle(sqlName: string, version: number): string {
	const ending = `@${version}`;
	return `${sqlName.endsWith(ending) ? sqlName.slice(0, -ending.length) : sqlName} v${version}`;
}
