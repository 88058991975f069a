import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DiffEngine, type DiffCounts, type SideTable } from '../support/diff-engine';

// Real series of versions: every pair gives exactly what independent readers counted, by row and by field.
const SERIES = join(import.meta.dirname, '../../../shared/data/versions');

interface Keyed {
	added: number;
	removed: number;
	modified: number;
	changedFields: number;
	changedFieldsByColumn?: Record<string, number>;
	modifiedIgnoringNumberFormat?: number;
}

interface Pair {
	from: string;
	to: string;
	rowsBefore: number;
	rowsAfter: number;
	rowMultisetOverCommonColumns: { onlyBefore: number; onlyAfter: number };
	keyColumnsBefore: string[];
	keyColumnsAfter: string[];
	duplicateKeysBefore: number;
	duplicateKeysAfter: number;
	keyed: Keyed | null;
	keyedWithoutDuplicatedKeys?: Keyed;
}

interface Series {
	versions: { file: string; columns: string[] }[];
	pairs: Pair[];
	firstToLast: Pair;
}

type Side = { name: string; table: SideTable };

let engine: DiffEngine;
beforeAll(async () => {
	engine = await DiffEngine.open();
});

/** The records of a CSV file, as the truth was made: no trimming, surplus fields left out, missing ones NULL. */
function readTable(path: string, names: readonly string[]): SideTable {
	const [, ...records] = parseCsv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
	return {
		columns: names.map((name, index) => ({ name: unlike(names, name, index), type: 'VARCHAR' })),
		rows: records.map((record) => names.map((_, index) => record[index] ?? null))
	};
}

/** Repeated names are `name`, `name#2` …, as in the truth. */
function unlike(names: readonly string[], name: string, index: number): string {
	const before = names.slice(0, index).filter((other) => other === name).length;
	return before === 0 ? name : `${name}#${before + 1}`;
}

function parseCsv(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	for (const [, quoted, plain = '', end] of text.matchAll(
		/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/g
	)) {
		record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end === ',') continue;
		if (record.length > 1 || record[0] !== '') records.push(record);
		record = [];
	}
	return records;
}

/** Columns as numbers where all their texts are plain ones; empty text is NULL, as an import does it. */
function typed({ columns, rows }: SideTable): SideTable {
	const types = columns.map((column, index) => {
		const values = rows.map((row) => row[index]).filter((value) => value !== null && value !== '');
		const all = (pattern: RegExp) => values.length > 0 && values.every((value) => pattern.test(value ?? ''));
		if (all(/^(0|-?[1-9]\d{0,17})$/)) return { ...column, type: 'BIGINT' };
		return all(/^-?(0|[1-9]\d{0,8})(\.\d{1,5})?$/) ? { ...column, type: 'DOUBLE' } : column;
	});
	return { columns: types, rows: rows.map((row) => row.map((value) => (value === '' ? null : value))) };
}

function sumOf(changed: Record<string, number>): number {
	return Object.values(changed).reduce((sum, count) => sum + count, 0);
}

function expectKeyed(found: DiffCounts, pair: Pair): void {
	expect([found.matched.keysFrom.duplicateKeys, found.matched.keysTo.duplicateKeys]).toEqual([
		pair.duplicateKeysBefore,
		pair.duplicateKeysAfter
	]);
	expect(pair.rowsBefore - found.removed + found.added).toBe(pair.rowsAfter);
	const { keyed } = pair;
	if (keyed) {
		expect([found.added, found.removed, found.modified]).toEqual([
			keyed.added,
			keyed.removed,
			keyed.modified
		]);
		expect(found.changed).toEqual(keyed.changedFieldsByColumn ?? {});
		expect(sumOf(found.changed)).toBe(keyed.changedFields);
		return;
	}
	const { added, removed, modified } = found.dup;
	const rest = pair.keyedWithoutDuplicatedKeys;
	expect([found.added - added, found.removed - removed, found.modified - modified]).toEqual([
		rest?.added,
		rest?.removed,
		rest?.modified
	]);
}

if (!existsSync(SERIES)) {
	test('the shared series are not here: only generated pairs are compared', () => {
		expect(existsSync(SERIES)).toBe(false);
	});
}

describe.each(existsSync(SERIES) ? readdirSync(SERIES) : [])('%s', (name) => {
	const folder = join(SERIES, name);
	const series = JSON.parse(readFileSync(join(folder, 'series.expected.json'), 'utf8')) as Series;
	const sides = new Map<string, { text: Side; typed: Side }>();

	beforeAll(async () => {
		for (const { file, columns } of series.versions) {
			const text = readTable(join(folder, file), columns);
			const withTypes = typed(text);
			sides.set(file, {
				text: { name: await engine.makeTable(text), table: text },
				typed: { name: await engine.makeTable(withTypes), table: withTypes }
			});
		}
	}, 120_000);

	test.each([...series.pairs, series.firstToLast])('DIF-1 DIF-2 DIF-3 $from → $to', async (pair) => {
		const from = sides.get(pair.from);
		const to = sides.get(pair.to);
		if (!from || !to) throw new Error('no such version');
		const renames = pair.keyColumnsAfter.flatMap((after, index) => {
			const before = pair.keyColumnsBefore[index] ?? after;
			return before === after ? [] : [{ from: before, to: after }];
		});
		const options = { key: pair.keyColumnsAfter, renames };
		expectKeyed(await engine.compare(from.text, to.text, options), pair);
		const whole = await engine.compare(from.text, to.text, { key: [] });
		const { onlyBefore, onlyAfter } = pair.rowMultisetOverCommonColumns;
		expect([whole.added, whole.removed, whole.modified]).toEqual([onlyAfter, onlyBefore, 0]);
	});

	test.each(series.pairs.filter((pair) => pair.keyed))('DIF-4 $from → $to with types', async (pair) => {
		const from = sides.get(pair.from);
		const to = sides.get(pair.to);
		if (!from || !to) throw new Error('no such version');
		const found = await engine.compare(from.typed, to.typed, { key: pair.keyColumnsAfter });
		expect([found.added, found.removed]).toEqual([pair.keyed?.added, pair.keyed?.removed]);
		// texts of one number are one value, and a missing field is an empty one
		expect(found.modified).toBeLessThanOrEqual(pair.keyed?.modified ?? 0);
		expect(found.modified).toBeGreaterThanOrEqual(
			pair.keyed?.modifiedIgnoringNumberFormat ?? pair.keyed?.modified ?? 0
		);
	});
});
