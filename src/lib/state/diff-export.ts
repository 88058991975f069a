import { addDetails, type DiffDetails } from '$lib/domain/diff/details';
import type { DiffSummary } from '$lib/domain/diff/diff';
import { leadingColumns } from '$lib/domain/diff/rows-sql';
import { setBits } from '$lib/domain/diff/counts-sql';
import type { DiffState } from './diff-state.svelte';

const BOM = '\ufeff';

/**
 * The chosen rows as CSV: `change`, `changed` (names of changed columns), the records' numbers, then `<name> old` and
 * `<name> new` of each column. UTF-8 with a byte-order mark, so that spreadsheets read it.
 */
export async function diffAsCsv(diff: DiffState, { fields }: DiffSummary): Promise<Blob> {
	const names = fields.flatMap(({ name }) => [`${name} old`, `${name} new`]);
	const lead = leadingColumns(fields).length;
	const parts = [BOM + line(['change', 'changed', 'record old', 'record new', ...names])];
	for await (const rows of diff.chosenRows()) {
		const lines = rows.map((row) => {
			const bits = new Set(setBits(row.slice(3, lead).map(Number)));
			const changed = fields.filter(({ bit }) => bit !== null && bits.has(bit)).map(({ name }) => name);
			return line([row[0], changed.join('; '), row[1], row[2], ...row.slice(lead)]);
		});
		parts.push(lines.join(''));
	}
	return new Blob(parts, { type: 'text/csv' });
}

/** The chosen rows as `{ added, removed, modified, totalChanges, details }`; counts are those of the whole diff. */
export async function diffAsJson(diff: DiffState, summary: DiffSummary): Promise<Blob> {
	const { added, removed, modified } = summary;
	const details: Record<keyof DiffDetails, string[]> = { added: [], removed: [], modified: [] };
	for await (const rows of diff.chosenRows()) {
		const some: DiffDetails = { added: [], removed: [], modified: [] };
		addDetails(some, summary, rows);
		for (const kind of ['added', 'removed', 'modified'] as const)
			if (some[kind].length > 0)
				details[kind].push(some[kind].map((one) => JSON.stringify(one, plain)).join(',\n'));
	}
	const head = JSON.stringify({ added, removed, modified, totalChanges: added + removed + modified });
	const lists = Object.entries(details).flatMap(([kind, parts], index) => [
		`${index === 0 ? '' : ','}\n"${kind}": [`,
		...parts.flatMap((part, at) => (at === 0 ? [part] : [',\n', part])),
		']'
	]);
	return new Blob([`${head.slice(0, -1)},"details": {`, ...lists, '\n}}\n'], { type: 'application/json' });
}

/** Whole numbers beyond 2^53 as text with all their digits, bytes as hexadecimal, NaN and the infinities as text. */
function plain(_key: string, value: unknown): unknown {
	if (typeof value === 'bigint') return value.toString();
	if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
	return value instanceof Uint8Array ? hexadecimal(value) : value;
}

function line(values: readonly unknown[]): string {
	return `${values.map(field).join(',')}\r\n`;
}

function field(value: unknown): string {
	if (value === null || value === undefined) return '';
	const text =
		value instanceof Uint8Array
			? hexadecimal(value)
			: typeof value === 'object'
				? JSON.stringify(value, plain)
				: String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function hexadecimal(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
