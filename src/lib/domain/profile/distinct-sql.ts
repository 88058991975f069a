import { quoteIdentifier } from '../sql/quote';
import type { DistinctPlan, SamplePlan } from './distinct';

/** Whether values of a type can be told apart by their hash and length: not so lists, structs and maps. */
export function isCountable(type: string): boolean {
	return !/[\]]$|^(STRUCT|MAP|UNION|LIST)\b/.test(type);
}

/** The sketch that `ColumnFacts` are made with. */
export function sketchSql(name: string): string {
	return `approx_count_distinct(${quoteIdentifier(name)})`;
}

/** Length of the texts or bytes of a column, on average; null for types whose values have one length. */
export function averageBytesSql(name: string, type: string): string | null {
	if (type === 'VARCHAR') return `avg(strlen(${quoteIdentifier(name)}))`;
	return type === 'BLOB' ? `avg(octet_length(${quoteIdentifier(name)}))` : null;
}

/** The number that a plan needs; `known` ones need none. */
export function distinctSql(name: string, plan: Exclude<DistinctPlan, { kind: 'known' }>): string {
	const sql = quoteIdentifier(name);
	if (plan.kind === 'all') return `count(DISTINCT ${sql})`;
	if (plan.kind === 'bits')
		return `coalesce(bit_count(bitstring_agg(CAST(${sql} AS BIGINT), ${plan.low}, ${plan.high})), 0)`;
	// of long texts only the hashes are kept
	return `count(DISTINCT hash(${sql})) FILTER (${isSampledSql(name, plan)})`;
}

/** Whether a row's value is in the sample. */
export function isSampledSql(name: string, { bits }: SamplePlan): string {
	const sql = quoteIdentifier(name);
	return `${sql} IS NOT NULL AND hash(${sql}) & ${2 ** bits - 1} = 0`;
}
