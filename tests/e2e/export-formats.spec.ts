import { expect, test, type Page } from '@playwright/test';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import initSqlJs, { type Database, type SqlValue } from 'sql.js';
import * as xlsx from 'xlsx';
import { exported, exportError, textRows, typesOf, withNative } from '../support/exports';
import { appReady } from '../support/site';

/** A row of extremes, one of NULL, one of others; column by column. */
const VALUES: [name: string, type: string, first: string, last: string][] = [
	['i', 'INTEGER', '1', '-2147483648'],
	['b', 'BOOLEAN', 'true', 'false'],
	['i64', 'BIGINT', '9223372036854775807', '-9223372036854775808'],
	['u64', 'UBIGINT', '18446744073709551615', '7'],
	['h', 'HUGEINT', '99999999999999999999999999999999999999', '-5'],
	['d10', 'DECIMAL(10,2)', '1.50', '-0.05'],
	['d38', 'DECIMAL(38,6)', '12345678901234567890.123456', '0'],
	['f', 'FLOAT', '0.1', '-1.5e30'],
	['dbl', 'DOUBLE', '0.1', '1e300'],
	['odd', 'DOUBLE', `'nan'`, `'-inf'`],
	['s', 'VARCHAR', `'=1, "x"' || chr(10) || 'ÿ東\\'`, `''`],
	['bl', 'BLOB', `'\\x00\\xFFa'`, `''`],
	['dt', 'DATE', `'2024-02-29'`, `'1899-12-31'`],
	['tm', 'TIME', `'10:11:12.000001'`, `'00:00:00'`],
	['ts', 'TIMESTAMP', `'2024-01-02 03:04:05.123456'`, `'1969-12-31 23:59:59'`],
	['sec', 'TIMESTAMP_S', `'2024-01-02 03:04:05'`, `'1900-01-02 03:04:05'`],
	['secs', 'TIMESTAMP_S[]', `['2024-01-02 03:04:05', NULL]`, '[]'],
	['ms', 'TIMESTAMP_MS', `'2024-01-02 03:04:05.5'`, `'infinity'`],
	['ns', 'TIMESTAMP_NS', `'2024-01-02 03:04:05.123456789'`, `'1970-01-01'`],
	['tz', 'TIMESTAMP WITH TIME ZONE', `'2024-01-02 03:04:05+02'`, `'1900-01-01 00:00:00+00'`],
	['iv', 'INTERVAL', `'1 month 2 days 3 hours'`, `'-5 seconds'`],
	['u', 'UUID', `'00000000-0000-0000-0000-00000000000a'`, `'ffffffff-ffff-ffff-ffff-ffffffffffff'`],
	['e', `ENUM('a', 'b')`, `'a'`, `'b'`],
	['l', 'INTEGER[]', '[1, NULL, 3]', '[]'],
	['ar', 'SMALLINT[2]', '[1, NULL]', '[3, -4]'],
	['ars', 'STRUCT(x VARCHAR[2])[]', `[{'x': ['a', NULL]}, {'x': NULL}]`, `[]`],
	['ds', 'DATE[]', `['2024-02-29']`, '[NULL]'],
	['st', 'STRUCT(a INTEGER, b VARCHAR)', `{'a': 1, 'b': 'x"y'}`, `{'a': NULL, 'b': ''}`],
	['m', 'MAP(VARCHAR, INTEGER)', `MAP {'k': 1, 'l''': NULL}`, 'MAP {}']
];
const NAMES = VALUES.map(([name]) => name);
const ROW = (value: (column: (typeof VALUES)[number]) => string, order: number) =>
	`SELECT ${VALUES.map((column) => `CAST(${value(column)} AS ${column[1]}) AS ${column[0]}`).join(', ')}, ${order} AS o`;
const TYPES = `SELECT * EXCLUDE (o) FROM (${[
	ROW(([, , first]) => first, 1),
	ROW(() => 'NULL', 2),
	ROW(([, , , last]) => last, 3)
].join(' UNION ALL ')}) ORDER BY o`;

/** One for all: exports of statements leave nothing behind that another would see. */
let page: Page;

test.beforeAll(async ({ browser }) => {
	page = await browser.newPage();
	await page.goto('./');
	await appReady(page);
});

test.afterAll(() => page.close());

/** Runs `TYPES` in native DuckDB and in the app, and compares what native DuckDB reads of the file. */
async function compareNatively({
	file,
	reading,
	typesThere
}: {
	file: Buffer;
	reading: (path: string) => string;
	typesThere: Record<string, string>;
}): Promise<void> {
	await withNative(async (native, save) => {
		const path = save('data', file);
		const there = reading(path);
		const casts = VALUES.map(([name]) => {
			const type = typesThere[name];
			return type ? `${name}::${type} AS ${name}` : name;
		});
		const truth = `SELECT ${casts.join(', ')} FROM (${TYPES})`;
		expect(await typesOf(native, there)).toEqual(await typesOf(native, truth));
		expect(await textRows(native, there)).toEqual(await textRows(native, truth));
	});
}

test('EXP-5 Parquet holds every type or its text, zstd, as other programs read it', async () => {
	const file = await exported(page, TYPES, 'parquet');
	const asText = {
		h: 'DECIMAL(38,0)',
		sec: 'TIMESTAMP',
		secs: 'TIMESTAMP[]',
		ms: 'TIMESTAMP',
		iv: 'VARCHAR',
		e: 'VARCHAR',
		u: 'VARCHAR',
		ar: 'SMALLINT[]',
		ars: 'STRUCT(x VARCHAR[])[]'
	};
	await compareNatively({
		file,
		reading: (path) => `SELECT * FROM read_parquet('${path}')`,
		typesThere: asText
	});
	const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;
	const [first, empty] = await parquetReadObjects({ file: bytes, compressors });
	expect(first).toMatchObject({ i64: 9223372036854775807n, dt: new Date('2024-02-29'), l: [1, null, 3] });
	expect(empty).toMatchObject({ i: null, h: null, s: null, ts: null });
	await withNative(async (native, save) => {
		const path = save('data', file);
		const codecs = await textRows(native, `SELECT DISTINCT compression FROM parquet_metadata('${path}')`);
		expect(codecs).toEqual([['ZSTD']]);
		const none = save('none', await exported(page, 'SELECT 1 AS a, [2] AS b WHERE false', 'parquet'));
		const reading = `SELECT * FROM read_parquet('${none}')`;
		expect(await typesOf(native, reading)).toEqual(['a INTEGER', 'b INTEGER[]']);
		expect(await textRows(native, reading)).toEqual([]);
	});
});

test('EXP-5 a DuckDB file has the same table, type for type', async () => {
	const file = await exported(page, TYPES, 'duckdb', { table: 'my "table"' });
	await withNative(async (native, save) => {
		await native.run(`ATTACH '${save('data.duckdb', file)}' AS there (READ_ONLY)`);
		const there = `SELECT * FROM there."my ""table"""`;
		expect(await typesOf(native, there)).toEqual(await typesOf(native, TYPES));
		expect(await textRows(native, there)).toEqual(await textRows(native, TYPES));
	});
});

test('EXP-5 the SQL script for DuckDB makes the same table', async () => {
	const script = (await exported(page, TYPES, 'sql')).toString();
	await withNative(async (native) => {
		await native.run(script);
		expect(await typesOf(native, 'FROM data')).toEqual(
			(await typesOf(native, TYPES)).map((type) => (type.startsWith('e ') ? `e ENUM('a', 'b')` : type))
		);
		expect(await textRows(native, 'FROM data')).toEqual(await textRows(native, TYPES));
	});
});

test('EXP-2 CSV keeps every value as text, and NULL apart from empty text', async () => {
	for (const format of ['csv', 'tsv'] as const) {
		const file = await exported(page, TYPES, format);
		await withNative(async (native, save) => {
			const path = save('data.csv', file);
			const delimiter = format === 'csv' ? ',' : '\t';
			const reading = `SELECT * FROM read_csv('${path}', delim = '${delimiter}', quote = '"', escape = '"', header = true, all_varchar = true, nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {${NAMES.map((name) => `${name}: 'VARCHAR'`).join(', ')}})`;
			const nested = ['l', 'ar', 'ars', 'ds', 'st', 'm'];
			const times = `'[' || array_to_string(list_transform(secs, lambda s: coalesce('"' || strftime(s, '%Y-%m-%dT%H:%M:%S') || '"', 'null')), ',') || ']'`;
			const texts = NAMES.map((name) =>
				name === 'secs' ? times : nested.includes(name) ? `to_json(${name})::VARCHAR` : `${name}::VARCHAR`
			);
			expect(await textRows(native, reading)).toEqual(
				await textRows(
					native,
					`SELECT ${texts.map((text, index) => `${text} AS c${index}`).join(', ')} FROM (${TYPES})`
				)
			);
		});
	}
});

test('EXP-3 JSON and NDJSON have all digits', async () => {
	const lines = (await exported(page, TYPES, 'ndjson')).toString().trimEnd().split('\n');
	expect(lines[0]).toBe(
		`{"i":1,"b":true,"i64":9223372036854775807,"u64":18446744073709551615,` +
			`"h":99999999999999999999999999999999999999,"d10":1.50,"d38":12345678901234567890.123456,` +
			`"f":0.1,"dbl":0.1,"odd":"NaN","s":"=1, \\"x\\"\\nÿ東\\\\","bl":"AP9h","dt":"2024-02-29",` +
			`"tm":"10:11:12.000001","ts":"2024-01-02T03:04:05.123456","sec":"2024-01-02T03:04:05",` +
			`"secs":["2024-01-02T03:04:05",null],"ms":"2024-01-02T03:04:05.5","ns":"2024-01-02T03:04:05.123456789","tz":"2024-01-02T01:04:05Z",` +
			`"iv":"1 month 2 days 03:00:00","u":"00000000-0000-0000-0000-00000000000a","e":"a",` +
			`"l":[1,null,3],"ar":[1,null],"ars":[{"x":["a",null]},{"x":null}],"ds":["2024-02-29"],"st":{"a":1,"b":"x\\"y"},"m":{"k":1,"l'":null}}`
	);
	expect(lines).toHaveLength(3);
	const json = (await exported(page, TYPES, 'json')).toString();
	expect(JSON.parse(json)).toEqual(lines.map((line) => JSON.parse(line) as unknown));
	expect(JSON.parse((await exported(page, 'SELECT 1 AS a WHERE false', 'json')).toString())).toEqual([]);
	expect((await exported(page, 'SELECT 1 AS a, 2 AS a', 'ndjson')).toString()).toBe('{"a":1,"a_1":2}\n');
});

test('EXP-5 Arrow: file and stream are read by Arrow', async () => {
	for (const format of ['arrow', 'arrow-stream'] as const) {
		const table = tableFromIPC(await exported(page, TYPES, format));
		expect(table.schema.fields.map(({ name }) => name)).toEqual(NAMES);
		expect(table.numRows).toBe(3);
		expect([...(table.getChild('i64') ?? [])]).toEqual([9223372036854775807n, null, -9223372036854775808n]);
		expect([...(table.getChild('s') ?? [])]).toEqual(['=1, "x"\nÿ東\\', null, '']);
		expect(String(table.schema.fields[5]?.type)).toContain('Decimal');
		const large = tableFromIPC(await exported(page, 'SELECT i, i % 7 AS j FROM range(300000) t(i)', format));
		expect(large.numRows).toBe(300_000);
		expect(large.getChild('i')?.get(299_999)).toBe(299_999n);
	}
});

test('EXP-4 a workbook has numbers, dates and texts as Excel has them', async () => {
	const book = xlsx.read(await exported(page, TYPES, 'xlsx', { table: 'a/b' }), {
		cellNF: true,
		cellDates: false
	});
	expect(book.SheetNames).toEqual(['a b']);
	const sheet = book.Sheets['a b'] as xlsx.WorkSheet;
	const cells = (row: number) =>
		Object.fromEntries(
			NAMES.map((name, column) => [
				name,
				sheet[xlsx.utils.encode_cell({ r: row, c: column })] as xlsx.CellObject | undefined
			])
		);
	expect(cells(0)['s']?.v).toBe('s');
	const [first, empty, last] = [cells(1), cells(2), cells(3)];
	expect(Object.values(empty).every((cell) => cell === undefined)).toBe(true);
	expect(first).toMatchObject({
		i: { t: 'n', v: 1 },
		b: { t: 'b', v: true },
		i64: { t: 's', v: '9223372036854775807' },
		d10: { t: 'n', v: 1.5 },
		d38: { t: 's', v: '12345678901234567890.123456' },
		dbl: { t: 'n', v: 0.1 },
		odd: { t: 's', v: 'nan' },
		s: { t: 's', v: '=1, "x"\nÿ東\\' },
		dt: { t: 'n', v: 45351, z: 'yyyy\\-mm\\-dd' },
		ts: { t: 's', v: '2024-01-02 03:04:05.123456' },
		l: { t: 's', v: '[1,null,3]' }
	});
	expect(last).toMatchObject({ dt: { t: 's', v: '1899-12-31' }, s: { t: 's', v: '' } });
	const time = xlsx.read(
		await exported(page, `SELECT TIMESTAMP '2024-01-02 12:00:00' AS t`, 'xlsx', { header: false })
	);
	expect((time.Sheets['data']?.['A1'] as xlsx.CellObject).v).toBe(45293.5);
});

async function sqliteRows(database: Database): Promise<{ types: SqlValue[][]; values: unknown[][] }> {
	// sql.js would round them
	const names = NAMES.map((name) => (name === 'i64' ? `CAST(i64 AS TEXT)` : name)).join(', ');
	const types = database.exec(`SELECT ${NAMES.map((name) => `typeof(${name})`).join(', ')} FROM data`);
	const values = database.exec(`SELECT ${names} FROM data`);
	return { types: types[0]?.values ?? [], values: values[0]?.values ?? [] };
}

test('EXP-5 a SQLite file, and the script for SQLite, hold every value', async () => {
	const sqlite = await initSqlJs();
	const fromFile = new sqlite.Database(await exported(page, TYPES, 'sqlite'));
	const fromScript = new sqlite.Database();
	fromScript.run((await exported(page, TYPES, 'sql', { dialect: 'sqlite' })).toString());
	for (const database of [fromFile, fromScript]) {
		const { types, values } = await sqliteRows(database);
		const at = (name: string) => [types[0], values[0]].map((row) => row?.[NAMES.indexOf(name)]);
		expect(at('i64')).toEqual(['integer', '9223372036854775807']);
		expect(at('u64')).toEqual(['text', '18446744073709551615']);
		expect(at('h')).toEqual(['text', '99999999999999999999999999999999999999']);
		expect(at('d38')).toEqual(['text', '12345678901234567890.123456']);
		expect(at('d10')).toEqual(['real', 1.5]);
		expect(at('odd')[0]).toBe('text');
		expect(at('s')).toEqual(['text', '=1, "x"\nÿ東\\']);
		expect(at('bl')).toEqual(['blob', Uint8Array.of(0, 255, 97)]);
		expect(at('dt')).toEqual(['text', '2024-02-29']);
		expect(at('m')).toEqual(['text', `{"k":1,"l'":null}`]);
		expect(types[1]?.every((type) => type === 'null')).toBe(true);
		expect(types[2]?.slice(0, 5)).toEqual(['integer', 'integer', 'integer', 'integer', 'integer']);
		expect(values[2]?.[NAMES.indexOf('s')]).toBe('');
		expect(values[2]?.[NAMES.indexOf('odd')]).toBe(-Infinity);
		database.close();
	}
});

/** Names of the files that exports of this tab have written. */
function keptFiles(): Promise<string[]> {
	return page.evaluate(async () => {
		const root = await navigator.storage.getDirectory();
		const names: string[] = [];
		const create = { create: true };
		const folder = await (await root.getDirectoryHandle('tmp', create)).getDirectoryHandle('exports', create);
		for await (const [, owner] of (
			folder as unknown as { entries(): AsyncIterable<[string, FileSystemDirectoryHandle]> }
		).entries()) {
			for await (const name of (owner as unknown as { keys(): AsyncIterable<string> }).keys())
				names.push(name);
		}
		return names;
	});
}

test('EXP-6 what a format cannot hold is an error, and leaves nothing behind', async () => {
	const before = await keptFiles();
	const huge = `SELECT (-170141183460469231731687303715884105728)::HUGEINT AS h`;
	expect(await exportError(page, huge, 'parquet')).toBe('export/value');
	expect(await exportError(page, huge, 'arrow')).toBe('export/value');
	expect(await exportError(page, `SELECT 'nan'::DOUBLE AS d`, 'sql', { dialect: 'mysql' })).toBe(
		'export/value'
	);
	expect(await exportError(page, 'FROM range(1048576)', 'xlsx')).toBe('export/limit');
	expect(await exportError(page, `SELECT repeat('x', 32768) AS t`, 'xlsx')).toBe('export/value');
	expect(await exportError(page, 'SELECT 1', 'csv', { delimiter: '"' })).toBe('export/option');
	expect(await exportError(page, 'SELECT 1', 'pdf' as never)).toBe('export/option');
	expect(await exportError(page, 'SELEC 1', 'csv')).toBe('query/syntax');
	expect(await exportError(page, `SELECT CAST('x' || i AS INTEGER) FROM range(5) t(i)`, 'csv')).toBe(
		'query/failed'
	);
	expect(await keptFiles()).toEqual(before);
});

test('EXP-7 tables of the session are exported, and an export can be cancelled', async () => {
	const csv = await page.evaluate(async () => {
		await window.varve.query(`CREATE TEMP TABLE mine AS SELECT 'x' AS a, NULL AS b`);
		return (await window.varve.exportQuery('FROM mine', 'csv')).text();
	});
	expect(csv).toBe('a,b\nx,\n');
	const code = await page.evaluate(async () => {
		const stop = new AbortController();
		const running = window.varve.exportQuery('SELECT i, md5(i::VARCHAR) FROM range(5000000) t(i)', 'json', {
			signal: stop.signal,
			onProgress: () => stop.abort()
		});
		return running.then(
			() => 'finished',
			(error: { code: string }) => error.code
		);
	});
	expect(code).toBe('cancelled');
});
