import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm.wasm?url';
import { describe, expect, test } from 'vitest';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('sqlite-import');

async function database(script: string): Promise<File> {
	const sqlite = await initSqlJs({ locateFile: () => wasmUrl });
	const made = new sqlite.Database();
	made.run(script);
	const bytes = made.export() as Uint8Array<ArrayBuffer>;
	made.close();
	return new File([bytes], 'made.db');
}

/** A write-ahead log that makes `next` of a database of as many pages (https://sqlite.org/fileformat.html, 4). */
function logOf(next: Uint8Array): File {
	const pageBytes = new DataView(next.buffer, next.byteOffset).getUint16(16);
	const pages = next.length / pageBytes;
	const log = new DataView(new ArrayBuffer(32 + pages * (24 + pageBytes)));
	let [a, b] = [0, 0];
	const add = (start: number, length: number): void => {
		for (let at = start; at < start + length; at += 8) {
			a = (a + log.getUint32(at, true) + b) >>> 0;
			b = (b + log.getUint32(at + 4, true) + a) >>> 0;
		}
	};
	const put = (at: number, words: number[]): void =>
		words.forEach((word, index) => log.setUint32(at + 4 * index, word));
	put(0, [0x377f_0682, 3_007_000, pageBytes, 0, 1, 2]);
	add(0, 24);
	put(24, [a, b]);
	for (let page = 1; page <= pages; page++) {
		const at = 32 + (page - 1) * (24 + pageBytes);
		put(at, [page, page === pages ? pages : 0, 1, 2]);
		new Uint8Array(log.buffer).set(next.subarray((page - 1) * pageBytes, page * pageBytes), at + 24);
		add(at, 8);
		add(at + 24, pageBytes);
		put(at + 16, [a, b]);
	}
	return new File([log.buffer], 'made.db-wal');
}

const SCRIPT = `
	CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, born DATE, seen DATETIME);
	INSERT INTO customer VALUES (1, 'Ada', '1815-12-10', '2024-01-02 03:04:05'), (2, NULL, NULL, 'yesterday');
	CREATE TABLE mixed (v, big INTEGER, r REAL, b BLOB);
	INSERT INTO mixed VALUES (1, 9007199254740993, 0.5, x'00ff'), ('two', NULL, 2, NULL), (x'ab', 3, NULL, x'');
	CREATE TABLE line (customer REFERENCES customer(id), nr INT, twice INT AS (nr * 2), PRIMARY KEY (customer, nr)) WITHOUT ROWID;
	INSERT INTO line VALUES (2, 1), (1, 2), (1, 1);
	CREATE VIEW names AS SELECT name FROM customer;
	CREATE VIEW broken AS SELECT * FROM gone`;

describe('an SQLite database', () => {
	test('VER-3 SQL-5 the same file with another log is another version', async () => {
		const sealed = async (value: string): Promise<Uint8Array<ArrayBuffer>> => {
			const made = await database(`CREATE TABLE t (v); INSERT INTO t VALUES ('${value}')`);
			const bytes = new Uint8Array(await made.arrayBuffer());
			// write-ahead mode
			bytes.set([2, 2], 18);
			return bytes;
		};
		const file = new File([await sealed('old')], 'made.db');
		const log = logOf(await sealed('new'));
		let sourceId: string | null = null;
		const run = async (companion?: File): Promise<[string, unknown]> => {
			const request = {
				importId: crypto.randomUUID(),
				file,
				sourceId,
				newName: 'made',
				options: {},
				companion
			};
			const receipt = await imports.importer.run(request, await imports.parts, {});
			({ sourceId } = receipt);
			return [receipt.status, (await imports.stored('made', 'c0'))[0]?.[0]];
		};
		expect(await run()).toEqual(['committed', 'old']);
		expect(await run(log)).toEqual(['committed', 'new']);
		expect(await run(log)).toEqual(['unchanged', 'new']);
		expect(await run()).toEqual(['committed', 'old']);
	});

	test('SQL-1 SQL-3 SQL-4 becomes one version, typed by its values', async () => {
		const receipt = await imports.run(await database(SCRIPT));
		expect(receipt.format).toBe('sqlite');
		expect(
			receipt.tables.map(({ name, rowsLoaded, columns }) => [
				name,
				rowsLoaded,
				columns.map(({ type }) => type)
			])
		).toEqual([
			['customer', 2, ['BIGINT', 'VARCHAR', 'DATE', 'VARCHAR']],
			['line', 3, ['BIGINT', 'BIGINT', 'BIGINT']],
			['mixed', 3, ['VARCHAR', 'BIGINT', 'DOUBLE', 'BLOB']],
			['names', 2, ['VARCHAR']]
		]);
		expect(receipt.warnings.map(({ code }) => code).sort()).toEqual([
			'sqlite-mixed-types',
			'sqlite-unreadable'
		]);
		expect(await imports.stored('made.mixed', 'c0, c1, c2')).toEqual([
			['1', 9007199254740993n, 0.5],
			['two', null, 2],
			["X'AB'", 3, null]
		]);
		expect(await imports.stored('made.line', 'c0, c1, c2')).toEqual([
			[1, 1, 2],
			[1, 2, 4],
			[2, 1, 2]
		]);
		expect(receipt.dialect?.['keys']).toMatchObject([
			{ table: 'customer', primaryKey: ['id'] },
			{ table: 'line', foreignKeys: [{ columns: ['customer'], table: 'customer', targets: ['id'] }] },
			{ table: 'mixed' },
			{ table: 'names' }
		]);
	});

	test('SQL-1 FMT-3 tables and columns are chosen', async () => {
		const receipt = await imports.run(await database(SCRIPT), {
			tables: [
				...['line', 'mixed', 'names', 'broken'].map((name) => ({ name, include: false })),
				{ name: 'customer', columns: [{ name: 'name', include: false }] }
			]
		});
		expect(receipt.warnings).toEqual([]);
		expect(receipt.tables.map(({ columns }) => columns.map(({ name }) => name))).toEqual([
			['id', 'born', 'seen']
		]);
		expect(await imports.stored('made', 'c0, c2')).toEqual([
			[1, '2024-01-02 03:04:05'],
			[2, 'yesterday']
		]);
	});

	test('IMP-3 is previewed table by table', async () => {
		const preview = await imports.preview(await database(SCRIPT), {}, 'mixed');
		expect(preview.tables.map(({ name, kind, rows }) => [name, kind, rows])).toEqual([
			['customer', 'table', 2],
			['line', 'table', 3],
			['mixed', 'table', 3],
			['names', 'view', 2]
		]);
		expect(preview.rows[0]).toEqual(['1', '9007199254740993', '0.5', '\\x00\\xFF']);
		expect(preview.warnings.map(({ code }) => code)).toEqual(['sqlite-unreadable']);
	});

	test('FMT-1 text under its name is refused, a table of text is read and told', async () => {
		const text = new File(['This is no database.\nNor is this.\n'], 'x.sqlite');
		await expect(imports.run(text)).rejects.toMatchObject({ code: 'file/unknown-format' });
		const table = await imports.run(new File(['a,b\n1,2\n'], 'x.sqlite'));
		expect(table).toMatchObject({ format: 'delimited', warnings: [{ code: 'wrong-extension' }] });
	});
});
