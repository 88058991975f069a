import type { DiffField } from '$lib/domain/diff/diff';
import { leadingColumns } from '$lib/domain/diff/rows-sql';
import type { ResultColumn } from '$lib/protocol/query-api';

/** The columns of a diff's rows as people read them, and the places of those that are exported: all but the masks. */
export function exportedColumns(
	columns: readonly ResultColumn[],
	fields: readonly DiffField[]
): { columns: ResultColumn[]; places: number[] } {
	const lead = leadingColumns(fields).length;
	const names = fields.flatMap(({ name }) => [`${name} old`, `${name} new`]);
	const titles = ['change', 'record old', 'record new'];
	return {
		columns: columns.map(({ name, type }, place) => ({
			name: titles[place] ?? names[place - lead] ?? name,
			type
		})),
		places: columns.map((_, place) => place).filter((place) => place < titles.length || place >= lead)
	};
}
