import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onePage } from '../support/one-page';

// The shared corpus: every JSON file, imported by the built site, against what an independent reader found in it.
const FOLDER = join(import.meta.dirname, '../../../shared/data/formats/json');

interface TruthColumn {
	name: string;
	missing: number;
	kinds: Record<string, number>;
	sum?: string;
	minText?: string;
	maxText?: string;
	distinctText?: number;
	textSha256?: string;
	arrayElements?: number;
	nestedKeys?: string[];
}

interface Truth {
	mustFail?: unknown;
	acceptableRows?: number[];
	rejectedRows?: number;
	recordsInFile?: number;
	badLines?: number[];
	columnNameFree?: boolean;
	tablePath?: string;
	tables: { rows: number; columns: TruthColumn[] }[];
}

interface Outcome {
	error?: { code: string; message: string };
	receipt?: {
		format: string;
		dialect?: Record<string, unknown>;
		tables: {
			rowsRead: number;
			rowsLoaded: number;
			rowsRejected: number;
			columns: { name: string; type: string }[];
		}[];
	};
	rows: unknown[][];
	texts: (string | null)[][];
	rejects: unknown[][];
}

/** Where what Varve does is not what the truth file says, and the rule in docs/SPEC.md that says why. */
const DIFFERENCES: Record<string, { rule: string; error?: string }> = {
	'broken.json': { rule: 'JSN-9', error: 'file/damaged' },
	'empty_file.json': { rule: 'DLM-4', error: 'file/empty' },
	// U+FFFD stands for half a character, so the texts differ
	'lone_surrogate.json': { rule: 'JSN-8' },
	// the truth leaves NaN and Infinity out
	'nan_infinity.json': { rule: 'JSN-5' }
};

test.describe.configure({ mode: 'parallel' });

const page = onePage();

function importFile(name: string, base64: string): Promise<Outcome> {
	return page().evaluate(
		async ([name, base64]) => {
			const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
			const as = `json ${name.replace(/[^a-z0-9]/gi, ' ')}`;
			try {
				const receipt = await window.varve.importFile(new File([bytes], name), { as });
				const { rows } = await window.varve.query(`SELECT * FROM "${as}"`);
				const casts = receipt.tables[0]?.columns.map(({ name }) => {
					return `CAST("${name.replaceAll('"', '""')}" AS VARCHAR)`;
				});
				const texts = await window.varve.query(`SELECT ${casts?.join(', ')} FROM "${as}"`);
				const rejects = await window.varve.query(`SELECT record, code FROM "${as}.rejects" ORDER BY record`);
				await window.varve.removeSource(as);
				// what crosses to the test is JSON: bigints and floats that it lacks become text
				const plain = JSON.parse(
					JSON.stringify(rows, (_, value: unknown) =>
						typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
							? String(value)
							: value
					)
				) as unknown[][];
				return { receipt, rows: plain, texts: texts.rows as (string | null)[][], rejects: rejects.rows };
			} catch (error) {
				const { code, message } = error as { code: string; message: string };
				return { error: { code, message }, rows: [], texts: [], rejects: [] };
			}
		},
		[name, base64] as const
	);
}

/** Sum of decimal texts, exponents included, without trailing zeros. */
function exactSum(texts: readonly string[]): string {
	const parts = texts.map((text) => {
		const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
		const [whole = '', fraction = ''] = mantissa.split('.');
		return { digits: BigInt(whole + fraction), power: Number(exponent) - fraction.length };
	});
	const lowest = Math.min(0, ...parts.map(({ power }) => power));
	const sum = parts.reduce((total, { digits, power }) => total + digits * 10n ** BigInt(power - lowest), 0n);
	const digits = String(sum < 0n ? -sum : sum).padStart(1 - lowest, '0');
	const point = digits.length + lowest;
	return sameNumber(`${sum < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
}

const sameNumber = (text: string): string => (text.includes('.') ? text.replace(/\.?0*$/, '') : text);

function checkColumn(truth: TruthColumn, type: string, values: unknown[], texts: (string | null)[]): void {
	const { kinds, name } = truth;
	const present = texts.filter((text) => text !== null);
	const nulls = truth.missing + (kinds['null'] ?? 0);
	expect(texts.length - present.length, `${name}: NULL`).toBe(nulls);
	const names = Object.keys(kinds).filter((kind) => kind !== 'null');
	const isNumeric = names.length > 0 && names.every((kind) => kind === 'integer' || kind === 'number');
	if (isNumeric) {
		expect(type, name).toMatch(/^(BIGINT|HUGEINT|DECIMAL\(\d+,\d+\)|DOUBLE|VARCHAR)$/);
		if (truth.sum) expect(sameNumber(exactSum(present)), `${name}: sum`).toBe(sameNumber(truth.sum));
	} else if (names.length === 1 && names[0] === 'string') {
		expect(new Set(present).size, `${name}: distinct`).toBe(truth.distinctText);
		expect(type, name).toMatch(/^(VARCHAR|DATE|TIMESTAMP.*)$/);
		const written = present.map((text) => `${Buffer.byteLength(text)}:${text}`).join('');
		const sha256 = createHash('sha256').update(written).digest('hex');
		if (!type.startsWith('TIMESTAMP')) expect(sha256, `${name}: texts`).toBe(truth.textSha256);
		const sorted = [...present].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
		if (type !== 'TIMESTAMP')
			expect([sorted[0], sorted.at(-1)], name).toEqual([truth.minText, truth.maxText]);
	} else if (names.length === 1 && names[0] === 'boolean') expect(type, name).toBe('BOOLEAN');
	else if (names.length === 1 && names[0] === 'array' && type.endsWith('[]')) {
		const elements = values.reduce(
			(sum: number, value) => sum + (Array.isArray(value) ? value.length : 0),
			0
		);
		expect(elements, `${name}: elements`).toBe(truth.arrayElements);
	} else if (names.length === 1 && names[0] === 'object' && type.startsWith('STRUCT')) {
		const keys = Object.keys(values.find((value) => value !== null) as object);
		expect(keys.sort(), `${name}: keys`).toEqual([...(truth.nestedKeys ?? [])].sort());
	} else if (names.length > 0) expect(type, `${name}: ${names.join()}`).toBe('VARCHAR');
}

function check(name: string, truth: Truth, outcome: Outcome): void {
	const difference = DIFFERENCES[name];
	if (difference?.error) {
		expect(outcome.error?.code).toBe(difference.error);
		return;
	}
	expect(truth.mustFail).toBeUndefined();
	expect(outcome.error).toBeUndefined();
	const [table] = truth.tables;
	const [read] = outcome.receipt?.tables ?? [];
	if (!table || !read) throw new Error('no table');
	expect(outcome.receipt?.format).toBe('json');
	if (truth.tablePath) expect(outcome.receipt?.dialect).toMatchObject({ path: truth.tablePath });
	expect(read.rowsRead).toBe(read.rowsLoaded + read.rowsRejected);
	expect([table.rows, ...(truth.acceptableRows ?? [])]).toContain(read.rowsLoaded);
	expect(read.rowsRejected).toBe(truth.rejectedRows ?? 0);
	if (truth.recordsInFile) expect(read.rowsRead).toBe(truth.recordsInFile);
	if (truth.badLines) expect(outcome.rejects.map(([record]) => record)).toEqual(truth.badLines);
	if (read.rowsLoaded !== table.rows || difference) return;
	// what SQL can't tell apart, and what has no name, is called otherwise
	const wanted = table.columns.filter((column) => !['', 'ID'].includes(column.name));
	for (const column of wanted) {
		const at = truth.columnNameFree ? 0 : read.columns.findIndex((one) => one.name === column.name);
		expect(at, column.name).toBeGreaterThanOrEqual(0);
		checkColumn(
			column,
			read.columns[at]?.type ?? '',
			outcome.rows.map((row) => row[at]),
			outcome.texts.map((row) => row[at] ?? null)
		);
	}
	if (table.columns.length > 0) expect(read.columns).toHaveLength(table.columns.length);
}

if (!existsSync(FOLDER)) {
	test('the shared corpus is not here', () => expect(existsSync(FOLDER)).toBe(false));
} else {
	for (const name of readdirSync(FOLDER)
		.filter((entry) => !entry.endsWith('.expected.json'))
		.sort()) {
		const rule = DIFFERENCES[name] ? ` [${DIFFERENCES[name].rule}]` : '';
		test(`JSN-3 ${name} imports as an independent reader reads it${rule}`, async () => {
			const truth: Truth = JSON.parse(readFileSync(join(FOLDER, `${name}.expected.json`), 'utf8'));
			check(name, truth, await importFile(name, readFileSync(join(FOLDER, name), 'base64')));
		});
	}
}
