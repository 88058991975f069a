import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
import initSqlJs from 'sql.js';
import { describe, expect, it } from 'vitest';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { MemoryBytes } from '$lib/formats/sqlite/byte-reader';
import type { SqliteDatabase } from '$lib/formats/sqlite/database';
import { InMemoryDatabase } from '$lib/formats/sqlite/in-memory';
import { InPlaceDatabase } from '$lib/formats/sqlite/in-place';
import { checkSqliteFile } from '$lib/formats/sqlite/open-file';
import { readTables } from '$lib/formats/sqlite/tables';
import type { Sqlite } from '$lib/formats/sqlite/wasm';

const FOLDER = resolve(import.meta.dirname, '../../../shared/data/formats/sqlite');
const START = '.expected.json';

interface TruthColumn {
	name: string;
	declaredType: string;
	storage: Partial<Record<'integer' | 'real' | 'text' | 'blob' | 'null', number>>;
	integerSum?: string;
	generated?: boolean;
}
interface TruthTable {
	name: string;
	type: string;
	rows: number;
	withoutRowid?: boolean;
	columns: TruthColumn[];
	foreignKeys?: { from: string; table: string; to: string }[];
	primaryKey?: string[];
}
interface Truth {
	file: string;
	mustFail?: boolean;
	tables: TruthTable[] | null;
	companion?: string;
	withoutWal?: Record<string, { rows: number }>;
}

const truths: Truth[] = existsSync(FOLDER)
	? readdirSync(FOLDER)
			.filter((name) => name.endsWith(START))
			.map((name) => JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as Truth)
	: [];
const inPlace = (await sqlite3InitModule()) as unknown as Sqlite;
const inMemory = await initSqlJs();
const fileOf = (name: string) => new File([Uint8Array.from(readFileSync(resolve(FOLDER, name)))], name);

async function open(name: string, wal: string | null): Promise<SqliteDatabase> {
	const { file, header } = await checkSqliteFile(fileOf(name), wal === null ? null : fileOf(wal));
	const isPlain = header.encoding === 'UTF-8';
	const database = isPlain ? new InPlaceDatabase(inPlace) : new InMemoryDatabase(inMemory, header.encoding);
	database.attach('book', new MemoryBytes(new Uint8Array(await file.arrayBuffer())));
	return database;
}

function columnTruth(database: SqliteDatabase, table: string, column: TruthColumn): TruthColumn {
	const [name, from] = [quoteIdentifier(column.name), `book.${quoteIdentifier(table)}`];
	const classes = database.rows(`SELECT typeof(${name}) AS class, count(*) AS n FROM ${from} GROUP BY 1`);
	const found: TruthColumn = {
		...column,
		storage: Object.fromEntries(classes.map((row) => [String(row['class']), Number(row['n'])]))
	};
	if (column.integerSum === undefined) return found;
	let sum = 0n;
	for (const row of database.rows(`SELECT ${name} AS v FROM ${from} WHERE typeof(${name}) = 'integer'`))
		sum += BigInt(row['v'] as number | bigint);
	return { ...found, integerSum: String(sum) };
}

describe.skipIf(truths.length === 0)('SQLite files of the corpus', () => {
	it.each(truths.filter((truth) => truth.mustFail))('$file is refused with a reason', async ({ file }) => {
		await expect(open(file, null)).rejects.toMatchObject({
			code: expect.stringMatching(/^file\/(damaged|unknown-format)$/) as string
		});
	});

	it.each(truths.filter((truth) => !truth.mustFail))('$file reads as its truth says', async (truth) => {
		const database = await open(truth.file, truth.companion ?? null);
		const tables = readTables(database, 'book');
		expect(tables.map(({ name, kind }) => [name, kind === 'view']).sort(byText)).toEqual(
			(truth.tables ?? []).map(({ name, type }) => [name, type === 'view']).sort(byText)
		);
		for (const expected of (truth.tables ?? []).filter(({ type }) => type !== 'view')) {
			const found = tables.find((table) => table.name === expected.name);
			const columns = found?.columns ?? [];
			expect(columns.map(({ name, declaredType }) => [name, declaredType])).toEqual(
				expected.columns.map(({ name, declaredType }) => [name, declaredType])
			);
			expect(found?.isWithoutRowid ?? false).toBe(expected.withoutRowid ?? false);
			expect(columns.filter((column) => column.isGenerated).map(({ name }) => name)).toEqual(
				expected.columns.filter((column) => column.generated).map(({ name }) => name)
			);
			const key = columns.filter(({ keyPlace }) => keyPlace > 0).sort((a, b) => a.keyPlace - b.keyPlace);
			if (expected.primaryKey) expect(key.map(({ name }) => name)).toEqual(expected.primaryKey);
			const foreign = (found?.foreignKeys ?? []).flatMap(({ columns: from, table, targets }) =>
				from.map((name, index) => ({ from: name, table, to: targets[index] }))
			);
			if (expected.foreignKeys) expect(foreign.sort(byText)).toEqual([...expected.foreignKeys].sort(byText));
			const [count] = database.rows(`SELECT count(*) AS n FROM book.${quoteIdentifier(expected.name)}`);
			expect([expected.name, count?.['n']]).toEqual([expected.name, expected.rows]);
			for (const column of expected.columns)
				expect(columnTruth(database, expected.name, column)).toEqual(column);
		}
		database.close();
	});

	it.each(truths.filter((truth) => truth.withoutWal))(
		'$file without its log is told, and reads as it is',
		async ({ file, withoutWal = {} }) => {
			expect((await checkSqliteFile(fileOf(file))).warnings.map(({ code }) => code)).toEqual(['sqlite-wal']);
			const database = await open(file, null);
			for (const [table, { rows }] of Object.entries(withoutWal))
				expect(database.rows(`SELECT count(*) AS n FROM book.${table}`)).toEqual([{ n: rows }]);
		}
	);
});

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
