import type { ScriptStatement } from '$lib/state/query-run.svelte';
import { splitStatements, statementAt } from '$lib/domain/sql/split';

/** What "run" means: the statements in the selection, or without one the statement at the cursor. */
export function statementsToRun(script: string, selection: { from: number; to: number }): ScriptStatement[] {
	if (selection.from === selection.to) {
		const range = statementAt(script, selection.from);
		return range ? [{ sql: script.slice(range.start, range.end), start: range.start }] : [];
	}
	return allStatements(script.slice(selection.from, selection.to)).map(({ sql, start }) => ({
		sql,
		start: start + selection.from
	}));
}

export function allStatements(script: string): ScriptStatement[] {
	return splitStatements(script).map(({ start, end }) => ({ sql: script.slice(start, end), start }));
}
