import type { TableChange, VersionChange } from '$lib/domain/versions/version-change';
import { texts } from '../texts';

/** One thing that a new version would change. */
export interface ChangeFact {
	sign: '+' | '−' | '~' | '!' | '=';
	text: string;
}

/** What changes in a table, what is lost first. */
export function tableFacts({
	rows,
	rowsBefore,
	rowsAfter,
	rejectedBefore,
	rejectedAfter,
	schema,
	problem
}: TableChange): ChangeFact[] {
	const words = texts.import.gate;
	const facts: ChangeFact[] = [];
	const add = (sign: ChangeFact['sign'], isSo: boolean, text: () => string) => {
		if (isSo) facts.push({ sign, text: text() });
	};
	add('−', schema.removed.length > 0, () => words.columnsGone(schema.removed));
	add('−', (rows?.removed ?? 0) > 0, () => words.rowsGone(rows?.removed ?? 0, rowsBefore));
	add('!', rowsAfter === 0 && rowsBefore > 0, () => words.allRowsGone);
	add('!', rejectedAfter > rejectedBefore, () => words.rejects(rejectedAfter, rejectedBefore));
	add('!', problem !== null, () => words.problem(problem ?? ''));
	add('~', schema.retyped.length > 0, () =>
		words.columnsRetyped(schema.retyped.map(({ name, from, to }) => `${name} (${from} → ${to})`))
	);
	add('~', schema.renamed.length > 0, () =>
		words.columnsRenamed(schema.renamed.map(({ from, to }) => `${from} → ${to}`))
	);
	add('~', (rows?.modified ?? 0) > 0, () => {
		const columns = (rows?.columns ?? []).map(({ name, changed }) => words.changedIn(name, changed));
		return words.rowsModified(rows?.modified ?? 0, rowsBefore, columns);
	});
	add('~', schema.reordered, () => words.columnsMoved);
	add('+', schema.added.length > 0, () => words.columnsNew(schema.added));
	add('+', (rows?.added ?? 0) > 0, () => words.rowsNew(rows?.added ?? 0, rowsAfter));
	add('=', facts.length === 0, () => words.nothing);
	add('=', (rows?.unchanged ?? 0) > 0, () => words.unchanged(rows?.unchanged ?? 0));
	return facts;
}

/** Tables that came or went. */
export function tableListFacts({ addedTables, removedTables }: VersionChange): ChangeFact[] {
	const words = texts.import.gate;
	return [
		...(removedTables.length > 0 ? [{ sign: '−' as const, text: words.tablesGone(removedTables) }] : []),
		...(addedTables.length > 0 ? [{ sign: '+' as const, text: words.tablesNew(addedTables) }] : [])
	];
}
