import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onePage } from '../support/one-page';

// The shared corpus of workbooks, imported by the built site, against what independent readers found in it.
const CORPUS = join(import.meta.dirname, '../../../shared/data/formats');

interface Truth {
	tables?: { sheet: string; state: string; kind?: string; rowsWithValues: number }[];
	expectedTables?: {
		sheet: string;
		rows?: number;
		dataRows?: number;
		totalRow?: number;
		columns?: (string | { name: string; type: string; sum?: number | string; min?: string; max?: string })[];
		headerColumns?: string[];
		checksumAsText?: string;
	}[];
}

interface TableOutcome {
	name: string;
	rowsRead: number;
	rowsLoaded: number;
	columns: { name: string; type: string }[];
	checksum: string;
	sums: (number | null)[];
}

interface Outcome {
	error?: { code: string; message: string };
	tables?: TableOutcome[];
}

/** Where what Varve does is not what the truth file says, and the rule in docs/SPEC.md that says why. */
const ERRORS: Record<string, { rule: string; code: string }> = {
	'password_2002_40_xor.xls': { rule: 'XLS-13', code: 'file/encrypted' },
	'BlankSheetTypes.xlsm': { rule: 'XLS-1', code: 'file/no-table' }
};
const TYPES: Record<string, string> = {
	text: 'VARCHAR',
	double: 'DOUBLE',
	integer: 'BIGINT',
	date: 'DATE',
	boolean: 'BOOLEAN'
};

test.describe.configure({ mode: 'parallel' });

const page = onePage();

function importFile(name: string, base64: string, options: Record<string, unknown>): Promise<Outcome> {
	return page().evaluate(
		async ([name, base64, options]) => {
			const text = new TextEncoder();
			const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
			const as = `corpus ${name.replace(/[^a-z0-9]/gi, ' ')}`;
			try {
				const receipt = await window.varve.importFile(new File([bytes], name), { as, ...options });
				const tables = [];
				for (const table of receipt.tables) {
					const named = receipt.tables.length === 1 ? as : `${as}.${table.name}`;
					const from = `"${named.replaceAll('"', '""')}"`;
					const { rows } = await window.varve.query(`SELECT * FROM ${from}`);
					const asText = (value: unknown): string => {
						if (value === null || value === undefined) return '';
						return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
					};
					const parts: Uint8Array[] = rows.map((row) => {
						const fields = row.map((value) => `${text.encode(asText(value)).length}:${asText(value)}`);
						return text.encode(`${fields.join('')}\n`);
					});
					const digest = await crypto.subtle.digest(
						'SHA-256',
						await new Blob(parts as BlobPart[]).arrayBuffer()
					);
					tables.push({
						name: table.name,
						rowsRead: table.rowsRead,
						rowsLoaded: table.rowsLoaded,
						columns: table.columns.map(({ name: column, type }) => ({ name: column, type })),
						checksum: Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join(''),
						sums: table.columns.map(({ type }, i) =>
							/^(BIGINT|DOUBLE)$/.test(type) ? rows.reduce((sum, row) => sum + Number(row[i] ?? 0), 0) : null
						)
					});
				}
				await window.varve.removeSource(as);
				return { tables };
			} catch (error) {
				const { code, message } = error as { code: string; message: string };
				return { error: { code, message } };
			}
		},
		[name, base64, options] as const
	);
}

/** Every row with a value is a record where no header is taken. */
function checkRows(truth: Truth, outcome: Outcome): void {
	const filled = (truth.tables ?? []).filter(({ rowsWithValues }) => rowsWithValues > 0);
	if (filled.length === 0) return;
	expect(outcome.tables?.map(({ rowsRead, rowsLoaded }) => [rowsRead, rowsLoaded])).toEqual(
		filled.map(({ rowsWithValues }) => [rowsWithValues, rowsWithValues])
	);
}

/** The table that a user would want. */
function checkExpected(truth: Truth, outcome: Outcome): void {
	for (const wanted of truth.expectedTables ?? []) {
		const table = outcome.tables?.find(({ name }) => outcome.tables?.length === 1 || name === wanted.sheet);
		if (!table) throw new Error(`${wanted.sheet} is not there`);
		// the row with the total is a record like the others (XLS-10)
		const rows = wanted.rows ?? (wanted.dataRows ?? 0) + (wanted.totalRow === undefined ? 0 : 1);
		expect(table.rowsLoaded).toBe(rows);
		const columns = wanted.columns ?? wanted.headerColumns ?? [];
		expect(table.columns.map(({ name }) => name)).toEqual(
			columns.map((column) => (typeof column === 'string' ? column : column.name))
		);
		if (wanted.checksumAsText) expect(table.checksum).toBe(wanted.checksumAsText);
		columns.forEach((column, i) => {
			if (typeof column === 'string') return;
			expect(table.columns[i]?.type).toBe(TYPES[column.type]);
			if (column.sum !== undefined) expect(table.sums[i]).toBeCloseTo(Number(column.sum), 6);
		});
	}
}

const folders = ['excel', 'ods'].map((folder) => join(CORPUS, folder)).filter(existsSync);

if (folders.length === 0) {
	test('the shared corpus is not here', () => expect(existsSync(CORPUS)).toBe(false));
}

for (const folder of folders) {
	for (const name of readdirSync(folder)
		.filter((entry) => !entry.endsWith('.expected.json'))
		.sort()) {
		const difference = ERRORS[name];
		test(`XLS-1 ${name} imports as independent readers read it${difference ? ` [${difference.rule}]` : ''}`, async () => {
			const truth: Truth = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
			const base64 = readFileSync(join(folder, name), 'base64');
			const hidden = (truth.tables ?? [])
				.filter(({ state, rowsWithValues }) => state !== 'visible' && rowsWithValues > 0)
				.map(({ sheet }) => ({ name: sheet, include: true }));
			const all = await importFile(name, base64, { headerRow: 0, tables: hidden });
			if (difference) {
				expect(all.error?.code).toBe(difference.code);
				return;
			}
			expect(all.error).toBeUndefined();
			checkRows(truth, all);
			if (!truth.expectedTables) return;
			const plain = await importFile(name, base64, {});
			expect(plain.error).toBeUndefined();
			checkExpected(truth, plain);
		});
	}
}
