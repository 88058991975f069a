import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ColumnLosses } from '$lib/domain/versions/column-changes';
import type { Dependents } from './find-breakage';

/** Thresholds and diff options that name columns which are gone, or have another type. */
export function settingsWarnings(
	{ newest, next, quality, diff }: Dependents,
	losses: readonly ColumnLosses[]
): ReceiptWarning[] {
	const warnings: ReceiptWarning[] = [];
	for (const { table, column, metric } of quality.thresholds) {
		if (column === null) continue;
		const loss = losses.find((one) => table === null || newest.tables.length === 1 || one.table === table);
		const retyped = loss?.retyped.find(({ name }) => name === column);
		const what = `The threshold on ${metric} of “${column}”`;
		if (loss?.gone.includes(column))
			warnings.push({ code: 'breaks-threshold', message: `${what} has no column any more.` });
		else if (retyped)
			warnings.push({
				code: 'breaks-threshold',
				message: `${what} is about a column whose type has changed from ${retyped.from} to ${retyped.to}.`
			});
	}
	const known = new Set(next.flatMap(({ columns }) => columns.map(({ name }) => name)));
	const before = new Set(newest.tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
	const goneKeys = (diff?.key ?? []).filter((name) => before.has(name) && !known.has(name));
	if (goneKeys.length > 0)
		warnings.push({
			code: 'breaks-key',
			message: `Versions are compared by ${(diff?.key ?? []).join(' + ')}, and ${goneKeys.map((name) => `“${name}”`).join(', ')} is not there any more: diffs will look for another key.`
		});
	return warnings;
}
