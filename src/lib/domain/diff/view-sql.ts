import { quoteIdentifier, quoteText } from '../sql/quote';
import { bitSql } from './counts-sql';
import { CHANGE_KINDS, type DiffField } from './diff';
import type { RowsPlace } from './rows-sql';

/**
 * The SELECT behind `"orders@3..4.diff"` (SPEC DIF-11): `change`, `changed` (names of changed columns),
 * `record_number_old`, `record_number_new`, the key's columns, and `<name>_old`, `<name>_new` for each other column.
 */
export function diffViewSql({ pairs, from, to }: RowsPlace, fields: readonly DiffField[]): string {
	const taken = new Set<string>();
	const name = (wanted: string) => quoteIdentifier(freeName(wanted, taken));
	const kinds = CHANGE_KINDS.map((kind, index) => `WHEN ${index} THEN ${quoteText(kind)}`).join(' ');
	const list = [
		`CASE p.kind ${kinds} END AS ${name('change')}`,
		`${changedSql(fields)} AS ${name('changed')}`,
		`p.f AS ${name('record_number_old')}`,
		`p.t AS ${name('record_number_new')}`
	];
	for (const field of fields.filter(({ isKey }) => isKey))
		list.push(`${keySql(field)} AS ${name(field.name)}`);
	for (const field of fields.filter(({ isKey }) => !isKey)) {
		if (field.from !== null) list.push(`f.c${field.from} AS ${name(`${field.name}_old`)}`);
		if (field.to !== null) list.push(`t.c${field.to} AS ${name(`${field.name}_new`)}`);
	}
	return `SELECT ${list.join(', ')} FROM ${pairs} AS p LEFT JOIN ${from} AS f ON p.f = f.rec LEFT JOIN ${to} AS t ON p.t = t.rec`;
}

function changedSql(fields: readonly DiffField[]): string {
	const names = fields.flatMap(({ name, bit }) =>
		bit === null ? [] : [`CASE WHEN ${bitSql(bit)} THEN ${quoteText(name)} END`]
	);
	if (names.length === 0) return 'CAST([] AS VARCHAR[])';
	return `list_filter([${names.join(', ')}], lambda x: x IS NOT NULL)`;
}

/** The new value where there is a new row; as text where the key's type has changed. */
function keySql({ from, to, fromType, toType }: DiffField): string {
	const sides = [`t.c${to}`, `f.c${from}`];
	const values = fromType === toType ? sides : sides.map((side) => `CAST(${side} AS VARCHAR)`);
	return `CASE WHEN p.t IS NULL THEN ${values[1]} ELSE ${values[0]} END`;
}

function freeName(wanted: string, taken: Set<string>): string {
	let name = wanted;
	while (taken.has(name.toLowerCase())) name += '_';
	taken.add(name.toLowerCase());
	return name;
}
