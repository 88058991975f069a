import { beforeAll, expect, test } from 'vitest';
import { chosenSeed, seeded } from '../../support/seed';
import { DiffEngine, type SideTable } from '../../support/diff-engine';

// Pairs of tables with changes that are known because they were made: every count must come out exactly.
const seed = chosenSeed();
const PAIRS = 20;
const COLUMNS = ['name', 'amount', 'note'];

let engine: DiffEngine;
beforeAll(async () => {
	engine = await DiffEngine.open();
}, 60_000);

type Row = (string | null)[];

interface Made {
	from: SideTable;
	to: SideTable;
	added: number;
	removed: number;
	modified: number;
	changed: Record<string, number>;
}

const table = (rows: Row[]): SideTable => ({
	columns: ['id', ...COLUMNS].map((name, index) => ({ name, type: index === 0 ? 'BIGINT' : 'VARCHAR' })),
	rows
});

function makePair(random: () => number): Made {
	const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
	const values = ['', 'a', 'A', ' a', "o'neil", '1', '1.0', 'ü', '"q"', 'NULL', null];
	const size = Math.floor(random() * 60);
	const ids = Array.from({ length: size }, (_, index) => index * 3).sort(() => random() - 0.5);
	const before: Row[] = ids.map((id) => [String(id), ...COLUMNS.map(() => pick(values))]);
	// one key may be NULL: it is a key like any other
	if (before[0] && random() < 0.5) before[0][0] = null;
	const made: Omit<Made, 'from' | 'to'> = { added: 0, removed: 0, modified: 0, changed: {} };
	const share = random();
	const after = before.flatMap((row): Row[] => {
		const rows: Row[] = [];
		const dice = random();
		if (dice < share * 0.3) made.removed++;
		else if (dice < share * 0.6) {
			const changed = COLUMNS.map((_, index) => index).filter(() => random() < 0.5);
			const next = [...row];
			for (const index of changed) {
				next[index + 1] = pick(values.filter((value) => value !== row[index + 1]));
				made.changed[COLUMNS[index] ?? ''] = (made.changed[COLUMNS[index] ?? ''] ?? 0) + 1;
			}
			if (changed.length > 0) made.modified++;
			rows.push(next);
		} else rows.push(row);
		if (random() < share * 0.2) rows.push([String(1000 + ++made.added), ...COLUMNS.map(() => pick(values))]);
		return rows;
	});
	if (random() < 0.5) after.sort(() => random() - 0.5);
	return { from: table(before), to: table(after), ...made };
}

test(`DIF-1 generated pairs (SEED=${seed})`, async () => {
	const random = seeded(seed);
	for (let pair = 0; pair < PAIRS; pair++) {
		const { from, to, ...made } = makePair(random);
		const sides = [await engine.makeTable(from), await engine.makeTable(to)];
		const found = await engine.compare(
			{ name: sides[0] ?? '', table: from },
			{ name: sides[1] ?? '', table: to },
			{ key: ['id'] }
		);
		const { added, removed, modified, changed } = found;
		expect({ added, removed, modified, changed }, `pair ${pair}`).toEqual(made);
	}
});

/** The rule for keys that are not unique, in plain words: equal rows pair up, then the k-th with the k-th. */
function expected(
	before: readonly Row[],
	after: readonly Row[]
): { added: number; removed: number; modified: number } {
	const left = [...after];
	const gone = before.filter((row) => {
		const at = left.findIndex((other) => JSON.stringify(other) === JSON.stringify(row));
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
	const keys = (rows: readonly Row[]) => {
		const counts = new Map<string, number>();
		for (const [key] of rows) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1);
		return counts;
	};
	const [a, b] = [keys(gone), keys(left)];
	const modified = [...a].reduce((sum, [key, count]) => sum + Math.min(count, b.get(key) ?? 0), 0);
	return { added: left.length - modified, removed: gone.length - modified, modified };
}

test(`DIF-2 DIF-3 generated tables with keys that are not unique (SEED=${seed})`, async () => {
	const random = seeded(seed + 1);
	for (let pair = 0; pair < PAIRS; pair++) {
		const keys = 1 + Math.floor(random() * 12);
		const rows = (): Row[] =>
			Array.from({ length: Math.floor(random() * 30) }, () => [
				random() < 0.2 ? null : String(Math.floor(random() * keys)),
				random() < 0.3 ? null : String(Math.floor(random() * 3)),
				'x',
				null
			]);
		const [before, after] = [rows(), rows()];
		const [from, to] = [table(before), table(after)];
		const names = [await engine.makeTable(from), await engine.makeTable(to)];
		const sides = [
			{ name: names[0] ?? '', table: from },
			{ name: names[1] ?? '', table: to }
		] as const;
		const keyed = await engine.compare(sides[0], sides[1], { key: ['id'] });
		const { added, removed, modified } = keyed;
		expect({ added, removed, modified }, `pair ${pair}`).toEqual(expected(before, after));
		const whole = await engine.compare(sides[0], sides[1], { key: [] });
		const multiset = expected(
			before.map((row) => [JSON.stringify(row), ...row]),
			after.map((row) => [JSON.stringify(row), ...row])
		);
		expect([whole.added, whole.removed, whole.modified], `pair ${pair}`).toEqual([
			multiset.added,
			multiset.removed,
			0
		]);
	}
});
