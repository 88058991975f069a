import { inferColumn } from '$lib/domain/schema/infer';
import { storedSqlType } from '$lib/domain/schema/type-sql';
import { widen } from '$lib/domain/schema/widen';
import type { VersionColumn } from '$lib/domain/versions/version';
import type { ColumnPlan, DelimitedDialect } from '$lib/formats/delimited/options';
import type { PassResult } from './load-pass';
import type { ColumnEvidence, Disproof } from './part-loader';

/**
 * What all records say about the types that the sample suggested.
 * @param last no further guess may be wrong: whatever was disproved becomes text
 */
export function settleTypes(
	columns: ColumnPlan[],
	{ disproofs, evidence }: Pick<PassResult, 'disproofs' | 'evidence'>,
	dialect: DelimitedDialect,
	last: boolean
): { columns: ColumnPlan[]; changed: boolean } {
	const settled = columns.map((column) => {
		const against = disproofs.filter(({ position }) => position === column.position);
		if (against.length > 0) return disproved(column, against, dialect, last);
		if (column.undecided && column.include) return decided(column, evidence, dialect);
		return column;
	});
	return { columns: settled, changed: settled.some((column, i) => column.type !== columns[i]?.type) };
}

function disproved(
	column: ColumnPlan,
	against: Disproof[],
	dialect: DelimitedDialect,
	last: boolean
): ColumnPlan {
	const texts = [...new Set(against.flatMap((disproof) => disproof.texts))];
	const complete = against.every((disproof) => disproof.complete);
	const type = last ? ({ kind: 'VARCHAR' } as const) : widen(column.type, texts, complete, dialect.numbers);
	const count = against.reduce((sum, disproof) => sum + disproof.count, 0);
	const first = against.reduce((a, b) => (b.firstRecord < a.firstRecord ? b : a));
	const example = first.texts[0] ?? '';
	const why =
		`${count.toLocaleString('en')} ${count === 1 ? 'value does' : 'values do'} not survive as ${column.type.kind}, ` +
		`first in record ${first.firstRecord.toLocaleString('en')}: “${example.slice(0, 80)}”`;
	return { ...column, type, why, undecided: false };
}

/** A column that was empty in the sample: its type from the values that came later. */
function decided(column: ColumnPlan, evidence: ColumnEvidence[], dialect: DelimitedDialect): ColumnPlan {
	const texts = evidence
		.filter(({ position }) => position === column.position)
		.flatMap((found) => found.texts);
	if (texts.length === 0) return { ...column, undecided: false, why: 'every value is empty' };
	const { type, why } = inferColumn(texts, { numbers: dialect.numbers, dateFormat: dialect.dateFormat });
	return type.kind === 'VARCHAR'
		? { ...column, undecided: false, why }
		: { ...column, undecided: false, type, why };
}

export function storedSqlColumn(column: ColumnPlan): VersionColumn {
	const { name, type, why } = column;
	return { name, type: storedSqlType(type), why, ...('format' in type && { format: type.format }) };
}
