import type { Rule } from '$lib/domain/quality/rule';
import { candidateNames } from '$lib/domain/sql/names';
import { sqlWords } from '$lib/domain/sql/token';
import type { SqlEngine } from '$lib/engines/engine';

/** Every name in the rules that may be another source's. */
export async function otherNames(
	engine: Pick<SqlEngine, 'tokenize'>,
	rules: readonly Rule[]
): Promise<string[]> {
	const names = new Set<string>();
	for (const { options } of rules) {
		const { source, sql } = options;
		if (typeof source === 'string') names.add(source);
		if (typeof sql === 'string')
			for (const name of candidateNames(sqlWords(sql, await engine.tokenize(sql)))) names.add(name);
	}
	return [...names];
}
