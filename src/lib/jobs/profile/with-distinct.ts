import type { ColumnFacts } from '$lib/domain/profile/distinct';
import type { ColumnProfile } from '$lib/domain/profile/profile';
import type { EngineConnection } from '$lib/engines/engine';
import { countDistinct } from './count-distinct';

/**
 * Counts the different values of the columns of one pass.
 * @param row what the pass found: see `columnsSql`
 */
export async function withDistinct(
	connection: EngineConnection,
	profiles: readonly ColumnProfile[],
	row: Record<string, unknown>,
	rows: string
): Promise<ColumnProfile[]> {
	const countable = profiles.flatMap((profile, i) => (`d${i}` in row ? [{ profile, i }] : []));
	const facts = countable.map(({ profile, i }): ColumnFacts => {
		const number = (key: string) => Number(row[`${key}${i}`] ?? 0);
		const { name, type } = profile;
		return { name, type, values: number('v'), sketch: number('d'), bytes: number('b'), ...rangeOf(profile) };
	});
	const counts = await countDistinct((sql) => connection.rows(sql), facts, rows);
	const counted = [...profiles];
	countable.forEach(({ profile, i }, at) => {
		const found = counts[at];
		if (found) counted[i] = { ...profile, distinct: found.count, distinctMargin: found.margin };
	});
	return counted;
}

function rangeOf({ kind, min, max, range }: ColumnProfile): { low: number | null; high: number | null } {
	if (kind !== 'boolean') return { low: range?.low ?? null, high: range?.high ?? null };
	return {
		low: min === null ? null : Number(min === 'true'),
		high: max === null ? null : Number(max === 'true')
	};
}
