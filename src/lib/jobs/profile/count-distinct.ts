import {
	COUNTING_BYTES,
	distinctCount,
	distinctPlan,
	type ColumnFacts,
	type DistinctCount,
	type DistinctPlan
} from '$lib/domain/profile/distinct';
import { distinctSql } from '$lib/domain/profile/distinct-sql';

interface Counted {
	at: number;
	name: string;
	plan: Exclude<DistinctPlan, { kind: 'known' }>;
}

/** Columns of one statement at most. */
const COLUMNS_AT_ONCE = 40;

/**
 * Counts the different values of columns, exactly where that is affordable (SPEC MET-4).
 * @param run gives the rows of a small result
 * @param rows what stands behind FROM
 */
export async function countDistinct(
	run: (sql: string) => Promise<Record<string, unknown>[]>,
	columns: readonly ColumnFacts[],
	rows: string
): Promise<DistinctCount[]> {
	const plans = columns.map(distinctPlan);
	const counted = plans.flatMap((plan, at): Counted[] =>
		plan.kind === 'known' ? [] : [{ at, name: columns[at]?.name ?? '', plan }]
	);
	const found = new Map<number, number>();
	for (const some of together(counted)) {
		const list = some.map(({ at, name, plan }) => `${distinctSql(name, plan)} AS d${at}`);
		const [row = {}] = await run(`SELECT ${list.join(', ')} FROM ${rows}`);
		for (const { at } of some) found.set(at, Number(row[`d${at}`]));
	}
	return columns.map((facts, at) =>
		distinctCount(plans[at] ?? { kind: 'known', count: 0 }, found.get(at) ?? 0, facts)
	);
}

/** As many columns in one pass as fit into memory together. */
function together(columns: readonly Counted[]): Counted[][] {
	const passes: Counted[][] = [];
	let bytes = 0;
	for (const column of columns) {
		bytes += column.plan.bytes;
		const pass = passes.at(-1);
		if (pass && bytes <= COUNTING_BYTES && pass.length < COLUMNS_AT_ONCE) {
			pass.push(column);
			continue;
		}
		passes.push([column]);
		bytes = column.plan.bytes;
	}
	return passes;
}
