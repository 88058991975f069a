import { describe, expect, test } from 'vitest';
import { recognise } from '$lib/formats/recognise';
import { readJson } from './reading';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const types = (read: Awaited<ReturnType<typeof readJson>>) =>
	read.columns.map(({ name, type }) => [name, type]);

describe('recognising', () => {
	test.each([
		['[{"a":1}]', 'x.csv', 'json'],
		['{"a":1}\n{"a":2}\n', 'x.txt', 'json'],
		['\ufeff [ ]', 'x', 'json'],
		['{}', 'x', 'json'],
		['[1, "x"]', 'x', 'json'],
		['[{"id":1},{"id":', 'x', 'json'],
		['{"id": \n{"id":2}\n{"id":3}\n', 'x', 'json'],
		['42', 'x.json', 'json'],
		['"text"', 'x.json', 'json'],
		['42', 'x.csv', 'delimited'],
		['{"a":1},2\n{"b":1},3\n', 'x.csv', 'delimited'],
		['[1],2\n[2],3\n', 'x.csv', 'delimited'],
		['[id],[name]\n1,2\n', 'x.csv', 'delimited'],
		['[2024-01-01 10:00:00] INFO start\n', 'x.log', 'delimited'],
		['{"a":1};5\n', 'x.csv', 'delimited'],
		['{name},x\n', 'x.csv', 'delimited']
	])('JSN-1 %j as %s is %s', (text, name, format) => {
		expect(recognise(bytes(text), name)).toBe(format);
	});

	test('JSN-1 also in UTF-16', () => {
		const units = new Uint16Array([...'[{"a":"ä"}]'].map((c) => c.charCodeAt(0)));
		expect(recognise(new Uint8Array(units.buffer), 'x')).toBe('json');
	});
});

describe('where the records are', () => {
	test('JSN-3 an array of objects, of arrays with and without a header, of scalars', async () => {
		expect((await readJson('[{"a":1,"b":"x"},{"b":"y"}]')).rows).toEqual([
			[1, 'x'],
			[null, 'y']
		]);
		const headed = await readJson('[["id","v"],[1,true],[2,false]]');
		expect(types(headed)).toEqual([
			['id', 'BIGINT'],
			['v', 'BOOLEAN']
		]);
		expect(headed.rows).toEqual([
			[1, true],
			[2, false]
		]);
		expect(headed.counted).toBe(2);
		expect((await readJson('[["id","v"],["x","y"]]')).counted).toBe(2);
		expect(types(await readJson('[["id","v"],[1,2]]', { header: false }))).toEqual([
			['column1', 'VARCHAR'],
			['column2', 'VARCHAR']
		]);
		expect((await readJson('[1,2,"x",null]')).rows).toEqual([['1'], ['2'], ['x'], [null]]);
	});

	test('JSN-3 an array inside an object is found, can be chosen, and what is beside it is told', async () => {
		const text = '{"count":2,"data":{"small":[{"x":1}],"items":[{"a":1},{"a":2}]}}';
		const found = await readJson(text);
		expect(found.rows).toEqual([[1], [2]]);
		expect(found.dialect).toMatchObject({ path: '$.data.items' });
		expect(found.warnings.map(({ code }) => code)).toContain('left-out');
		expect((await readJson(text, { path: '$.data.small' })).rows).toEqual([[1]]);
		expect((await readJson(text, { path: '$' })).counted).toBe(1);
		await expect(readJson(text, { path: '$.nowhere' })).rejects.toMatchObject({ code: 'import/option' });
	});

	test('JSN-3 members that are alike are records with their key', async () => {
		const read = await readJson('{"k1":{"a":1},"k2":{"a":2}}');
		expect(read.rows).toEqual([
			['k1', 1],
			['k2', 2]
		]);
	});

	test('JSN-3 lines, values one after the other, one object, one scalar', async () => {
		expect((await readJson('{"a":1}\r\n\n{"a":2}')).rows).toEqual([[1], [2]]);
		expect((await readJson('{"a":\n1}{"a":2} {"a":3}')).rows).toEqual([[1], [2], [3]]);
		expect((await readJson('{"a":1,"tags":["x"]}')).rows).toEqual([[1, ['x']]]);
		expect((await readJson('42')).rows).toEqual([[42]]);
	});

	test('JSN-3 no records at all is a table without rows', async () => {
		const read = await readJson('[]');
		expect([read.rows, types(read)]).toEqual([[], [['value', 'VARCHAR']]]);
		expect((await readJson('{}')).rows).toEqual([[null]]);
		await expect(readJson(' \n')).rejects.toMatchObject({ code: 'file/empty' });
	});
});

describe('types', () => {
	test.each([
		['[1,-2,9007199254740993]', 'BIGINT'],
		['[9223372036854775807]', 'BIGINT'],
		['[9223372036854775808]', 'HUGEINT'],
		['[1e3]', 'DOUBLE'],
		['[-0]', 'DOUBLE'],
		['[1e3, 9007199254740993]', 'VARCHAR'],
		['[NaN, 1.5, -Infinity]', 'DOUBLE'],
		['[1.5, 2]', 'DECIMAL(18,1)'],
		['[0.12345678901234567890]', 'DECIMAL(38,20)'],
		['[123456789012345678901234567890123456789012]', 'VARCHAR'],
		['["2024-02-29","1999-12-31"]', 'DATE'],
		['["2024-02-30"]', 'VARCHAR'],
		['["2024-01-01T10:00:00Z"]', 'TIMESTAMP WITH TIME ZONE'],
		['["2024-01-01 10:00","2024-01-01 11:00"]', 'TIMESTAMP'],
		['["2024-01-01T10:00:00","2024-01-01T10:00:00.5"]', 'TIMESTAMP'],
		['["2024-01-01T10:00:00.50","2024-01-01T10:00:00.5"]', 'VARCHAR'],
		['["2024-01-01T10:00:00.123450Z","2024-01-01T10:00:00Z"]', 'TIMESTAMP WITH TIME ZONE'],
		['[true,false,null]', 'BOOLEAN'],
		['["1","2"]', 'VARCHAR'],
		['[1,"x"]', 'VARCHAR'],
		['[{"v":{"a":1,"b":[1.5]}}]', 'STRUCT("a" BIGINT, "b" DECIMAL(18,1)[])'],
		['[{"v":{}}]', 'VARCHAR'],
		['[null]', 'VARCHAR']
	])('JSN-4 JSN-5 JSN-6 JSN-7 %s is %s', async (text, type) => {
		expect((await readJson(text)).columns[0]?.type).toBe(type);
	});

	test('JSN-7 mixed values are text as they were written', async () => {
		const read = await readJson(
			'[{"v":"1"},{"v":1.50},{"v":true},{"v":[1, 2]},{"v":{"k": "a b"}},{"v":null}]'
		);
		expect(read.rows).toEqual([['1'], ['1.50'], ['true'], ['[1,2]'], ['{"k":"a b"}'], [null]]);
		expect(read.warnings.map(({ code }) => code)).toContain('mixed-types');
	});

	test('JSN-7 objects are columns of their own where they are to be', async () => {
		const read = await readJson('[{"a":{"b":1,"c":{"d":"x"}},"a.b":2},{"a":null}]', { nested: 'flatten' });
		expect(read.columns.map(({ name }) => name)).toEqual(['a.b', 'a.c.d', 'a.b_2']);
		expect(read.rows).toEqual([
			[1, 'x', 2],
			[null, null, null]
		]);
	});

	test('JSN-7 what is nested too deep or has too many keys is JSON text', async () => {
		const deep = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`;
		expect((await readJson(`[{"id":1,"d":${deep}},{"id":2,"d":null}]`)).rows).toEqual([
			[1, deep],
			[2, null]
		]);
		const wide = `{${Array.from({ length: 1500 }, (_, i) => `"k${i}":${i}`).join(',')}}`;
		expect((await readJson(`[{"id":1,"d":${wide}}]`)).rows).toEqual([[1, wide]]);
		await expect(readJson(`[${'['.repeat(2000)}`)).rejects.toMatchObject({ code: 'file/damaged' });
	});

	test('JSN-8 what is met in a batch that is read again, as a column is mixed, is told once', async () => {
		const read = await readJson('{"a":{"k":1,"k":2}}\n{"a":"\\ud800"}\n', {}, 'x.ndjson');
		expect(read.rows).toEqual([['{"k":1,"k":2}'], ['\ufffd']]);
		const told = read.warnings.map(({ message }) => message).join(' ');
		expect(told).toContain('1 halves');
		expect(told).not.toContain('times an object has a key twice');
	});

	test('JSN-8 duplicate keys, lone surrogates, names that SQL can not tell apart', async () => {
		const read = await readJson('[{"id":1,"id":"x","ID":2,"s":"\\ud800!","e":"\\ud83d\\ude00"}]');
		expect(read.rows).toEqual([['x', 2, '\ufffd!', '😀']]);
		expect(read.columns.map(({ name }) => name)).toEqual(['id', 'ID_2', 's', 'e']);
		expect(read.warnings.map(({ code }) => code)).toEqual(
			expect.arrayContaining(['duplicate-keys', 'lone-surrogates', 'duplicate-column-names'])
		);
	});
});

describe('broken records', () => {
	test('JSN-9 lines: a reject with its number, offset and text, and the file goes on', async () => {
		const read = await readJson(
			'{"a":1}\n{"a": \n{"a":"\u00e4"}\n{"a":tru}\n{"a":2} 3\n{"a":4',
			{},
			'x.ndjson'
		);
		expect(read.rows).toEqual([['1'], ['ä']]);
		expect(read.rejects).toMatchObject([
			{ record: 2, byteOffset: 8, raw: '{"a":', code: 'bad-json' },
			{ record: 4, byteOffset: 26, raw: '{"a":tru}' },
			{ record: 5, byteOffset: 36, raw: '{"a":2} 3' },
			{ record: 6, byteOffset: 46, raw: '{"a":4' }
		]);
	});

	test('JSN-9 bytes that are no text', async () => {
		const start = bytes(`{"a":"${'x'.repeat(70_000)}"}\n{"a":"`);
		const all = new Uint8Array([...start, 0xe4, ...bytes('"}\n{"a":"z"}\n')]);
		const read = await readJson(all);
		expect(read.rejects).toMatchObject([{ record: 2, code: 'invalid-bytes' }]);
		expect(read.rows).toHaveLength(2);
	});

	test.each([
		['[{"id":1},{"id":2},{"id":', 26, [[1], [2]]],
		['[{"id":1},{"id":tru},{"id":3}]', 17, [[1], [3]]],
		['[{"id":1},{"id":2}', 19, [[1], [2]]],
		['[{"id":1},]', 11, [[1]]],
		['[{"id":1}}', 10, [[1]]],
		['{"n":1,"items":[{"id":1},{"id":2}', 34, [[1], [2]]],
		['[{"id":1}] x', 12, [[1]]]
	])('JSN-9 an array that breaks: %s', async (text, place, kept) => {
		await expect(readJson(text)).rejects.toMatchObject({
			code: 'file/damaged',
			facts: { byteOffset: place - 1 }
		});
		expect((await readJson(text, { onBroken: 'keep' })).rows).toEqual(kept);
	});
});
