import { setBits } from './counts-sql';
import type { DiffField, DiffSummary } from './diff';
import { leadingColumns } from './rows-sql';

export type DiffRecord = Record<string, unknown>;

export interface ModifiedRow {
	old: DiffRecord;
	new: DiffRecord;
	changes: Record<string, { type: 'modified'; oldValue: unknown; newValue: unknown }>;
}

/** Changed rows as objects by column name; a column's new name where it was renamed. */
export interface DiffDetails {
	added: DiffRecord[];
	removed: DiffRecord[];
	modified: ModifiedRow[];
}

/** Adds rows of an open diff (`DiffApi.openDiff`) to `details`. */
export function addDetails(
	details: DiffDetails,
	{ fields }: Pick<DiffSummary, 'fields'>,
	rows: readonly (readonly unknown[])[]
): void {
	for (const row of rows) {
		if (row[0] === 'added') details.added.push(recordOf(fields, row, 'new'));
		else if (row[0] === 'removed') details.removed.push(recordOf(fields, row, 'old'));
		else details.modified.push(modifiedRow(fields, row));
	}
}

/** One modified row with its changed fields. */
export function modifiedRow(fields: readonly DiffField[], row: readonly unknown[]): ModifiedRow {
	const lead = leadingColumns(fields).length;
	const bits = new Set(setBits(row.slice(3, lead).map(Number)));
	const changed = fields.flatMap(({ name, bit }, index) =>
		bit !== null && bits.has(bit)
			? [
					[
						name,
						{
							type: 'modified' as const,
							oldValue: row[lead + 2 * index],
							newValue: row[lead + 2 * index + 1]
						}
					] as const
				]
			: []
	);
	return {
		old: recordOf(fields, row, 'old'),
		new: recordOf(fields, row, 'new'),
		changes: Object.fromEntries(changed)
	};
}

/** The columns that one side has, with their values. */
export function recordOf(
	fields: readonly DiffField[],
	row: readonly unknown[],
	side: 'old' | 'new'
): DiffRecord {
	const lead = leadingColumns(fields).length;
	return Object.fromEntries(
		fields.flatMap((field, index) =>
			(side === 'old' ? field.from : field.to) === null
				? []
				: [[field.name, row[lead + 2 * index + (side === 'old' ? 0 : 1)]] as const]
		)
	);
}
