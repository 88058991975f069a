import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onePage } from '../support/one-page';

// The shared corpus: Parquet, Arrow, DuckDB and SQLite files, imported by the built site, against what independent
// readers found in them. One page imports them all: a file that breaks something shows in the next one.
const CORPUS = join(import.meta.dirname, '../../../shared/data/formats');
const FOLDERS = ['parquet', 'arrow', 'duckdb', 'sqlite'];

interface TruthColumn {
	name: string;
	type?: string;
	nulls?: number;
	sum?: string | null;
	sumNote?: string;
	finiteSum?: string;
	min?: string | null;
	max?: string | null;
	distinct?: number;
	trueCount?: number;
	/** SQLite. */
	storage?: Partial<Record<'integer' | 'real' | 'text' | 'blob' | 'null', number>>;
	integerSum?: string;
	realSum?: string;
	declaredType?: string;
}

interface TruthTable {
	name: string | null;
	schema?: string;
	type?: string;
	rows: number;
	columns: TruthColumn[];
	/** Why it can't be read: a view whose tables are gone. */
	error?: string;
}

interface Truth {
	mustFail?: boolean;
	mustFailOrExplain?: boolean;
	companion?: string;
	tables: TruthTable[] | null;
}

interface FoundColumn {
	name: string;
	type: string;
	nulls: number;
	sum: string | null;
	min: string | null;
	max: string | null;
	distinct: number;
}

interface Outcome {
	error?: { code: string; message: string };
	tables: { name: string; rows: number; rejected: number; columns: FoundColumn[] }[];
}

interface Difference {
	/** In docs/SPEC.md. */
	rule: string;
	error?: string;
	/** Columns whose values are not compared. */
	columns?: string[];
}

/** Where what Varve does is not what the truth file says, and the rule that says why. */
const DIFFERENCES: Record<string, Difference> = {
	'PARQUET-1481.parquet': { rule: 'PQT-5', error: 'file/damaged' },
	'uniform_encryption_encrypted.parquet': { rule: 'PQT-5', error: 'file/encrypted' },
	'large_string_map.brotli.parquet': { rule: 'PQT-5', error: 'file/too-large' },
	'int96_from_spark.parquet': { rule: 'PQT-4', columns: ['a'] },
	'real_feather_v1.feather': { rule: 'ARW-2', error: 'file/unsupported' },
	'native_latest.duckdb': { rule: 'DDB-2', error: 'file/unsupported' },
	'no_tables.sqlite': { rule: 'SQL-1', error: 'file/no-table' }
};

test.describe.configure({ mode: 'default', timeout: 120_000 });

const page = onePage();

/** Imports a file, measures what was stored, and removes it. */
function importFile(name: string, files: { name: string; base64: string }[]): Promise<Outcome> {
	return page().evaluate(
		async ([name, files]) => {
			const [file, companion] = files.map(
				({ name, base64 }) => new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)
			);
			const as = `corpus ${name.replace(/[^a-z0-9]/gi, ' ')}`;
			const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
			try {
				if (!file) throw new Error('no file');
				const receipt = await window.varve.importFile(file, { as, ...(companion ? { companion } : {}) });
				const tables = [];
				for (const table of receipt.tables) {
					const from = receipt.tables.length === 1 ? quoted(as) : quoted(`${as}.${table.name}`);
					const facts = table.columns.flatMap(({ name, type }) => {
						const column = quoted(name);
						const isNumber = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
						const number =
							type === 'FLOAT' || type === 'DOUBLE'
								? `sum(${column}::DOUBLE) FILTER (isfinite(${column}))`
								: type === 'BOOLEAN'
									? `count(*) FILTER (${column})`
									: type === 'HUGEINT'
										? `sum(${column} - 170141183460469231731687303715884100000)`
										: `sum(${column})`;
						return [
							`count(*) - count(${column})`,
							isNumber || type === 'BOOLEAN' ? `CAST(${number} AS VARCHAR)` : 'NULL',
							`CAST(min(${column}) AS VARCHAR)`,
							`CAST(max(${column}) AS VARCHAR)`,
							`count(DISTINCT ${column})`
						];
					});
					const { rows } = await window.varve.query(`SELECT count(*), ${facts.join(', ')} FROM ${from}`);
					const [count, ...values] = rows[0] ?? [];
					const columns = table.columns.map(({ name, type }, position) => {
						const [nulls, sum, min, max, distinct] = values.slice(position * 5) as [
							number,
							string | null,
							string | null,
							string | null,
							number
						];
						return { name, type, nulls, sum, min, max, distinct };
					});
					tables.push({
						name: table.name,
						rows: Number(count),
						rejected: table.rowsRejected,
						columns
					});
				}
				await window.varve.removeSource(as);
				return { tables };
			} catch (error) {
				const { code, message } = error as { code: string; message: string };
				return { error: { code, message }, tables: [] };
			}
		},
		[name, files] as const
	);
}

/** A number without zeros that say nothing. */
function plain(sum: string): string {
	return sum.includes('.') ? sum.replace(/\.?0+$/, '') : sum;
}

function checkColumn(found: FoundColumn | undefined, truth: TruthColumn, at: string): void {
	if (!found) throw new Error(`${at} is missing`);
	// a NULL within a VARIANT is a value of its own bytes
	if (truth.type === 'VARIANT') return checkType(found.type, truth.type, at);
	if (truth.nulls !== undefined) expect(found.nulls, `${at} nulls`).toBe(truth.nulls);
	if (truth.storage) {
		expect(found.nulls, `${at} nulls`).toBe(truth.storage.null ?? 0);
		checkStorage(found, truth, at);
		return;
	}
	const isFloat = found.type === 'FLOAT' || found.type === 'DOUBLE';
	const sum = truth.finiteSum ?? truth.sum;
	if (typeof sum === 'string' && found.sum !== null && isFloat) {
		const [is, should] = [Number(found.sum), Number(sum)];
		expect(Math.abs(is - should), `${at} sum`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(should)));
	} else if (typeof sum === 'string' && found.sum !== null) {
		expect(plain(found.sum), `${at} sum`).toBe(plain(sum));
	}
	if (truth.trueCount !== undefined) expect(Number(found.sum), `${at} true`).toBe(truth.trueCount);
	if (truth.distinct !== undefined) expect(found.distinct, `${at} distinct`).toBe(truth.distinct);
	if (typeof truth.min === 'string' && ['VARCHAR', 'DATE', 'TIMESTAMP'].includes(found.type)) {
		expect(found.min, `${at} min`).toBe(truth.min);
		expect(found.max, `${at} max`).toBe(truth.max);
	}
	if (/^[A-Z]/.test(truth.type ?? '')) checkType(found.type, truth.type ?? '', at);
}

/** Types as DuckDB's own reader has them; but for what only newer versions of it know. */
function checkType(found: string, truth: string, at: string): void {
	const normal = (type: string) => type.replaceAll('"', '').replaceAll('TIMESTAMP_NS', 'TIMESTAMP');
	if (truth === 'VARIANT') expect(found, at).toMatch(/^STRUCT\(/);
	else if (truth === 'GEOMETRY') expect(found, at).toBe('BLOB');
	else expect(normal(found), `${at} type`).toBe(normal(truth));
}

function checkStorage(found: FoundColumn, truth: TruthColumn, at: string): void {
	const classes = Object.keys(truth.storage ?? {}).filter((name) => name !== 'null');
	if (classes.length === 1 && classes[0] === 'integer') {
		expect(found.type, `${at} type`).toBe('BIGINT');
		expect(found.sum, `${at} sum`).toBe(truth.integerSum);
	}
	if (classes.length === 1 && classes[0] === 'real') {
		expect(found.type, `${at} type`).toBe('DOUBLE');
		expect(Number(found.sum), `${at} sum`).toBeCloseTo(Number(truth.realSum), 6);
	}
	if (classes.length === 1 && classes[0] === 'blob') expect(found.type, `${at} type`).toBe('BLOB');
	if (classes.includes('text')) expect(['VARCHAR', 'DATE', 'TIMESTAMP'], at).toContain(found.type);
}

function check(name: string, truth: Truth, outcome: Outcome): void {
	const difference = DIFFERENCES[name];
	if (truth.mustFail || difference?.error) {
		expect(outcome.error?.code).toMatch(new RegExp(`^${difference?.error ?? 'file/'}`));
		return;
	}
	expect(outcome.error).toBeUndefined();
	for (const table of (truth.tables ?? []).filter(({ error }) => error === undefined)) {
		const isOnly = truth.tables?.length === 1;
		const wanted = table.schema && table.schema !== 'main' ? `${table.schema}.${table.name}` : table.name;
		const found = isOnly ? outcome.tables[0] : outcome.tables.find(({ name }) => name === wanted);
		if (!found) throw new Error(`table ${wanted} is missing`);
		expect([found.rows, found.rejected], `${wanted} rows`).toEqual([table.rows, 0]);
		expect(found.columns, `${wanted} columns`).toHaveLength(table.columns.length);
		table.columns.forEach((column, position) => {
			if (difference?.columns?.includes(column.name)) return;
			checkColumn(found.columns[position], column, `${wanted ?? ''}.${column.name}`);
		});
	}
}

const folders = FOLDERS.map((folder) => join(CORPUS, folder)).filter(existsSync);

if (folders.length === 0) {
	test('the shared corpus is not here', () => expect(existsSync(CORPUS)).toBe(false));
}

for (const folder of folders) {
	const entries = readdirSync(folder);
	const names = entries.filter((entry) => entries.includes(`${entry}.expected.json`)).sort();
	for (const name of names) {
		const rule = DIFFERENCES[name] ? ` [${DIFFERENCES[name].rule}]` : '';
		test(`FMT-2 ${name} imports as independent readers read it${rule}`, async () => {
			const truth: Truth = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
			const files = [name, ...(truth.companion ? [truth.companion] : [])].map((one) => ({
				name: one,
				base64: readFileSync(join(folder, one), 'base64')
			}));
			check(name, truth, await importFile(name, files));
		});
	}
}
