import { describe, expect, test } from 'vitest';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('json');

/** `rows` lines of NDJSON; `late` replaces the last ones. */
function lines(rows: number, late: string[] = []): File {
	const made = Array.from({ length: rows }, (_, i) =>
		JSON.stringify({
			id: i,
			amount: (i % 1000) / 100,
			name: `name ${i} ${'x'.repeat(300)}`,
			at: '2024-01-02T03:04:05Z',
			tags: ['a', `t${i % 3}`]
		})
	);
	made.splice(rows - late.length, late.length, ...late);
	return new File([made.join('\n')], 'made.ndjson');
}

describe('JSON through the real workers', () => {
	test('JSN-4 to JSN-7 values are stored with their types, digit for digit', async () => {
		const text =
			'[{"i":9007199254740993,"h":170141183460469231731687303715884105727,"d":0.10,"e":1e-3,"day":"2024-02-29",' +
			'"at":"2024-01-02T03:04:05.678+01:00","o":{"a":[1,2],"b":"x"},"l":[{"k":1},{"k":null}],"m":"\\u0000é"},' +
			'{"i":-1,"d":12345678901234567890.125,"l":[],"o":null,"m":5}]';
		const receipt = await imports.run(new File([text], 'made.json'));
		expect(receipt).toMatchObject({ format: 'json', dialect: { layout: 'elements', path: '$' } });
		expect(receipt.tables[0]?.columns.map(({ type }) => type)).toEqual([
			'BIGINT',
			'HUGEINT',
			'DECIMAL(38,3)',
			'DOUBLE',
			'DATE',
			'TIMESTAMP WITH TIME ZONE',
			'STRUCT("a" BIGINT[], "b" VARCHAR)',
			'STRUCT("k" BIGINT)[]',
			'VARCHAR'
		]);
		const texts = Array.from({ length: 9 }, (_, i) => `CAST(c${i} AS VARCHAR)`).join(', ');
		expect(
			await imports.stored('made', `record_number, ${texts.replace('CAST(c5 AS VARCHAR)', 'epoch_ms(c5)')}`)
		).toEqual([
			[
				1,
				'9007199254740993',
				'170141183460469231731687303715884105727',
				'0.100',
				'0.001',
				'2024-02-29',
				Date.UTC(2024, 0, 2, 2, 4, 5, 678),
				"{'a': [1, 2], 'b': x}",
				"[{'k': 1}, {'k': NULL}]",
				'\0é'
			],
			[2, '-1', null, '12345678901234567890.125', null, null, null, null, '[]', '5']
		]);
	});

	// these types are stored as they are sent, batch by batch
	test('JSN-2 RCP-1 plain values over several batches: every value, count, number and the hash', async () => {
		const rows = 120_000;
		const made = Array.from({ length: rows }, (_, i) =>
			i === 70_000
				? '{"id":'
				: `{"id":${i},"d":${i % 10}.5,"b":${i % 2 === 0},"day":"2024-01-0${(i % 9) + 1}","t":"2024-01-02T03:04:05","z":"2024-01-02T03:04:05Z","s":${i % 5 === 0 ? 'null' : `"é ${'x'.repeat(90)}"`}}`
		);
		const file = new File([made.join('\n')], 'made.ndjson');
		const receipt = await imports.run(file);
		expect(receipt.tables).toMatchObject([{ rowsRead: rows, rowsLoaded: rows - 1, rowsRejected: 1 }]);
		expect(receipt.tables[0]?.columns.map(({ type }) => type)).toEqual([
			...['BIGINT', 'DECIMAL(18,1)', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR']
		]);
		const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
		expect(receipt.file.sha256).toBe(
			Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
		);
		const stored = await imports.stored(
			'made',
			'record_number, c0, c1::VARCHAR, c2, c3::VARCHAR, epoch_ms(c4), epoch_ms(c5), length(c6)'
		);
		const expected = Array.from({ length: rows }, (_, i) => [
			...[i + 1, i, `${i % 10}.5`, i % 2 === 0, `2024-01-0${(i % 9) + 1}`],
			...[Date.UTC(2024, 0, 2, 3, 4, 5), Date.UTC(2024, 0, 2, 3, 4, 5), i % 5 === 0 ? null : 92]
		]).filter((_, i) => i !== 70_000);
		expect(stored.findIndex((row, i) => String(row) !== String(expected[i]))).toBe(-1);
		expect(stored).toHaveLength(rows - 1);
	});

	test('IMP-6 cancelled while rows are being stored, it leaves nothing behind', async () => {
		const cancel = new AbortController();
		const failure = imports.run(
			lines(120_000),
			{},
			{ signal: cancel.signal, onProgress: ({ rows }) => (rows > 0 ? cancel.abort() : undefined) }
		);
		await expect(failure).rejects.toMatchObject({ code: 'cancelled' });
		expect(await imports.sources()).toEqual([]);
		const receipt = await imports.run(lines(10));
		expect(receipt.tables).toMatchObject([{ rowsLoaded: 10 }]);
	});

	test('JSN-4 late records with other types and keys: the file is read again, and nothing is lost', async () => {
		const late = ['{"id":"text","new":1}', '{"id":1.25,"amount":1e3}'];
		const receipt = await imports.run(lines(60_000, late));
		expect(receipt.tables).toMatchObject([{ rowsRead: 60_000, rowsLoaded: 60_000, rowsRejected: 0 }]);
		expect(receipt.tables[0]?.columns.map(({ name, type }) => [name, type])).toEqual([
			['id', 'VARCHAR'],
			['amount', 'DOUBLE'],
			['name', 'VARCHAR'],
			['at', 'TIMESTAMP WITH TIME ZONE'],
			['tags', 'VARCHAR[]'],
			['new', 'BIGINT']
		]);
		const rows = await imports.stored('made', 'record_number, c0, c1, c5');
		expect(rows).toHaveLength(60_000);
		expect(rows.slice(-3)).toEqual([
			[59_998, '59997', 9.97, null],
			[59_999, 'text', null, 1],
			[60_000, '1.25', 1000, null]
		]);
	});

	test('JSN-9 JSN-11 broken lines and values that do not fit a fixed type are rejects', async () => {
		const file = new File(['{"a":1,"b":"x"}\n{"a":1.5,"b":"y"}\n{"a":\n{"a":4,"b":"z"}\n'], 'made.ndjson');
		const receipt = await imports.run(file, { columns: [{ name: 'a', type: 'BIGINT' }] });
		expect(receipt.tables).toMatchObject([{ rowsRead: 4, rowsLoaded: 2, rowsRejected: 2 }]);
		expect(await imports.stored('made')).toEqual([
			[1, 1, 'x'],
			[4, 4, 'z']
		]);
	});

	test('JSN-9 a broken array leaves nothing, unless what was whole is wanted', async () => {
		const file = new File(['[{"id":1},{"id":2},{"id":'], 'made.json');
		await expect(imports.run(file)).rejects.toMatchObject({ code: 'file/damaged' });
		expect(await imports.sources()).toEqual([]);
		const receipt = await imports.run(file, { onBroken: 'keep' });
		expect(receipt.tables).toMatchObject([{ rowsRead: 3, rowsLoaded: 2, rowsRejected: 1 }]);
		expect(receipt.warnings.map(({ code }) => code)).toContain('broken-text');
	});

	test('IMP-3 is previewed with its path', async () => {
		const file = new File(['{"n":1,"items":[{"id":1,"o":{"k":[1, 2]}}]}'], 'made.json');
		const preview = await imports.preview(file);
		expect(preview.rows).toEqual([['1', '{"k":[1,2]}']]);
		expect(preview.settings.map(({ key, value }) => [key, value])).toEqual([
			['encoding', 'utf-8'],
			['path', '$.items'],
			['nested', 'keep'],
			['onBroken', 'fail']
		]);
	});
});
