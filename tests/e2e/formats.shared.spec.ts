import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onePage } from '../support/one-page';

// The shared corpus: every delimited file, imported by the built site, against what independent readers found in it.
const CORPUS = join(import.meta.dirname, '../../../shared/data/formats');
const FOLDERS = ['csv', 'archive'];

interface Truth {
	mustFail?: unknown;
	rejectedRows?: number | null;
	acceptableRows?: number[];
	tables: {
		rows: number;
		columnCount: number;
		checksum?: string;
		columns?: {
			position: number;
			name: string;
			nonEmpty?: number;
			numeric?: { sum: string; readAs?: unknown };
		}[];
	}[];
}

interface Outcome {
	error?: { code: string; message: string };
	rowsRead?: number;
	rowsLoaded?: number;
	rowsRejected?: number;
	columns?: { name: string; type: string }[];
	/** For each column: values that are neither NULL nor empty, and their exact sum where the type is an exact number. */
	facts?: { nonEmpty: number; sum: string | null }[];
	checksum?: string;
}

/** Where what Varve does is not what the truth file says, and the rule in docs/SPEC.md that says why. */
const DIFFERENCES: Record<
	string,
	{ rule: string; columnCount?: number; error?: string; otherValues?: true }
> = {
	// the truth file calls both readings right, and lists the values of the strict one
	'space_before_quote.csv': { rule: 'DLM-11', otherValues: true },
	'ragged_header_shorter.csv': { rule: 'DLM-14', columnCount: 4 },
	'trailing_delimiter_rows_only.csv': { rule: 'DLM-14', columnCount: 4 },
	'empty_file.csv': { rule: 'DLM-4', error: 'file/empty' },
	'empty_bom_only.csv': { rule: 'DLM-4', error: 'file/empty' },
	'empty_newlines_only.csv': { rule: 'DLM-4', error: 'file/empty' },
	'gz_truncated.csv.gz': { rule: 'ARC-2', error: 'archive/damaged' }
};

/** Which file of an archive with several is meant. */
const MEMBERS: Record<string, string> = { 'zip_two_files_junk.zip': 'a/data.csv' };

test.describe.configure({ mode: 'parallel' });

const page = onePage();

/** Imports the file as it comes, then as plain text (for the checksum over every value), and removes both. */
function importBoth(name: string, base64: string, member: string | undefined): Promise<Outcome> {
	return page().evaluate(
		async ([name, base64, member]) => {
			const text = new TextEncoder();
			const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
			const file = new File([bytes], name);
			const as = `corpus ${name.replace(/[^a-z0-9]/gi, ' ')}`;
			const exactSum = (values: unknown[]) => {
				let scale = 0;
				for (const value of values) scale = Math.max(scale, (String(value).split('.')[1] ?? '').length);
				let sum = 0n;
				for (const value of values) {
					const [whole = '', fraction = ''] = String(value).split('.');
					sum += BigInt(whole + fraction.padEnd(scale, '0'));
				}
				const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, '0');
				const plain = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
				return (sum < 0n ? '-' : '') + (plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain);
			};
			try {
				const receipt = await window.varve.importFile(file, { as, member });
				const table = receipt.tables[0];
				if (!table) throw new Error('no table');
				const typed = await window.varve.query(`SELECT * FROM "${as}"`);
				const facts = table.columns.map(({ type }, i) => {
					const values = typed.rows.map((row) => row[i]).filter((value) => value !== null && value !== '');
					const exact = /^(BIGINT|HUGEINT|DECIMAL)/.test(type);
					return { nonEmpty: values.length, sum: exact ? exactSum(values) : null };
				});
				const columns = table.columns.map((_, position) => ({ position, type: 'VARCHAR' }));
				await window.varve.importFile(file, { as, member, columns });
				const plain = await window.varve.query(`SELECT * FROM "${as}"`);
				const parts: Uint8Array[] = plain.rows.map((row) => {
					const fields = row.map((value) => {
						const field = value === null ? '' : String(value);
						return `${text.encode(field).length}:${field}`;
					});
					return text.encode(`${fields.join('')}\n`);
				});
				const digest = await crypto.subtle.digest(
					'SHA-256',
					await new Blob(parts as BlobPart[]).arrayBuffer()
				);
				const checksum = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join('');
				await window.varve.removeSource(as);
				const { rowsRead, rowsLoaded, rowsRejected } = table;
				return { rowsRead, rowsLoaded, rowsRejected, columns: table.columns, facts, checksum };
			} catch (error) {
				const { code, message } = error as { code: string; message: string };
				return { error: { code, message } };
			}
		},
		[name, base64, member] as const
	);
}

function normalSum(sum: string): string {
	return sum.includes('.') ? sum.replace(/\.?0+$/, '') : sum;
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
	if (!table) throw new Error('the truth has no table');
	expect([table.rows, ...(truth.acceptableRows ?? [])]).toContain(outcome.rowsRead);
	expect(outcome.rowsLoaded).toBe((outcome.rowsRead ?? 0) - (outcome.rowsRejected ?? 0));
	if (truth.rejectedRows === 0) expect(outcome.rowsRejected).toBe(0);
	const columnCount = difference?.columnCount ?? table.columnCount;
	expect(outcome.columns).toHaveLength(columnCount);
	if (outcome.rowsRejected !== 0 || columnCount !== table.columnCount) return;
	for (const column of table.columns ?? []) {
		const fact = outcome.facts?.[column.position];
		if (column.nonEmpty !== undefined) expect(fact?.nonEmpty, column.name).toBe(column.nonEmpty);
		if (fact?.sum && column.numeric) expect(fact.sum, column.name).toBe(normalSum(column.numeric.sum));
	}
	if (table.checksum && outcome.rowsRead === table.rows && !difference?.otherValues)
		expect(outcome.checksum).toBe(table.checksum);
}

const folders = FOLDERS.map((folder) => join(CORPUS, folder)).filter(existsSync);

if (folders.length === 0) {
	test('the shared corpus is not here', () => expect(existsSync(CORPUS)).toBe(false));
}

for (const folder of folders) {
	for (const name of readdirSync(folder)
		.filter((entry) => !entry.endsWith('.expected.json'))
		.sort()) {
		const rule = DIFFERENCES[name] ? ` [${DIFFERENCES[name].rule}]` : '';
		test(`IMP-4 ${name} imports as independent readers read it${rule}`, async () => {
			const truth: Truth = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
			check(name, truth, await importBoth(name, readFileSync(join(folder, name), 'base64'), MEMBERS[name]));
		});
	}
}
