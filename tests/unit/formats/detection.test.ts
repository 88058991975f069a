import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInput } from '$lib/formats/archive/input';
import type { DelimitedOptions } from '$lib/formats/delimited/options';
import { readPlan, type SampledPlan } from '$lib/formats/delimited/plan';

const plan = async (content: BlobPart, options: DelimitedOptions = {}): Promise<SampledPlan> =>
	readPlan(await openInput(new File([content], 'data.csv')), options);

/** A table of some width, with numbers in it, as most tables have. */
const table = fc
	.tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 3, max: 40 }))
	.chain(([width, height]) =>
		fc.array(
			fc.tuple(
				fc.integer(),
				...Array.from({ length: width - 1 }, () =>
					fc.oneof(
						fc.constantFrom('', 'red', 'green', 'blue car', 'x'),
						fc.string({ unit: fc.constantFrom(...'abcXYZ 019.,;|"\'\n-:äж漢'), maxLength: 12 })
					)
				)
			),
			{ minLength: height, maxLength: height }
		)
	);
const style = fc.record({
	delimiter: fc.constantFrom(',', ';', '\t', '|'),
	newline: fc.constantFrom('\n', '\r\n'),
	header: fc.boolean()
});

describe('dialect detection', () => {
	it('DLM-10 DLM-11 DLM-13 finds how a quoted table was written, and reads it back', async () => {
		await fc.assert(
			fc.asyncProperty(table, style, async (rows, { delimiter, newline, header }) => {
				const quoted = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
				const names = rows[0]?.map((_, i) => `col_${'abcdefgh'[i]}`) ?? [];
				const body = rows.map((row) => [String(row[0]), ...row.slice(1).map(quoted)]);
				const lines = [...(header ? [names] : []), ...body].map((fields) => fields.join(delimiter));
				const found = await plan(lines.join(newline) + newline);
				expect(found.dialect).toMatchObject({
					delimiter,
					quote: '"',
					escape: '"',
					header,
					comment: null,
					skipLines: 0
				});
				expect(found.records.map((record) => record.fields.map((field) => field.text))).toEqual(
					rows.map((row) => row.map(String))
				);
			}),
			{ numRuns: 200 }
		);
	});

	it('DLM-0 what the user says is not found out again', async () => {
		const options: DelimitedOptions = {
			encoding: 'latin1',
			delimiter: ';',
			quote: null,
			escape: null,
			header: false,
			comment: '%',
			skipLines: 1,
			nullTokens: ['x'],
			spaceAroundQuotes: true,
			trim: true,
			decimalComma: true,
			thousandsSeparator: '.',
			dateFormat: '%d/%m/%Y'
		};
		const { dialect, detected } = await plan('skipped\na;1,5\n% no\nb;x\n', options);
		expect(detected.map(({ option }) => option)).toEqual([]);
		expect(dialect).toEqual({
			encoding: 'windows-1252',
			bom: false,
			delimiter: ';',
			quote: null,
			escape: null,
			newline: 'lf',
			header: false,
			comment: '%',
			skipLines: 1,
			nullTokens: ['x'],
			spaceAroundQuotes: true,
			trim: true,
			numbers: { decimalSeparator: ',', thousandsSeparator: '.' },
			dateFormat: '%d/%m/%Y'
		});
	});

	it('DLM-34 columns can be renamed, left out and given types', async () => {
		const columns = [
			{ name: 'a', rename: 'first' },
			{ position: 1, include: false },
			{ name: 'c', type: 'text' }
		];
		const found = await plan('a,b,c\n1,2,3\n', { columns });
		expect(found.columns).toMatchObject([
			{
				position: 0,
				originalName: 'a',
				name: 'first',
				include: true,
				fixed: false,
				type: { kind: 'BIGINT' }
			},
			{ position: 1, name: 'b', include: false },
			{ position: 2, name: 'c', fixed: true, type: { kind: 'VARCHAR' } }
		]);
	});

	it.each<[DelimitedOptions]>([
		[{ encoding: 'klingon' }],
		[{ delimiter: '\n' }],
		[{ delimiter: 'ääää' }],
		[{ quote: 'ä' }],
		[{ quote: '"', delimiter: '"' }],
		[{ escape: '' }],
		[{ comment: '' }],
		[{ skipLines: -1 }],
		[{ thousandsSeparator: '.' }],
		[{ decimalComma: true, thousandsSeparator: ',' }],
		[{ dateFormat: '%Q' }],
		[{ dateFormat: '%H:%M' }],
		[{ columns: [{ position: 5, include: false }] }],
		[
			{
				columns: [
					{ name: 'a', include: false },
					{ name: 'b', include: false }
				]
			}
		]
	])('DLM-34 refuses %j', async (options) => {
		await expect(plan('a,b\n1,2\n', options)).rejects.toMatchObject({ code: 'import/option' });
	});

	it('DLM-2 a file cut inside a character is still UTF-8', async () => {
		const text = `n,t\n${'1,漢字\n'.repeat(200_000)}`;
		const found = await plan(text);
		expect(found.dialect.encoding).toBe('utf-8');
		expect(found.sample.windows.length).toBe(4);
		expect(found.columns.map(({ type }) => type.kind)).toEqual(['BIGINT', 'VARCHAR']);
	});

	it('TYP-1 values from the middle and the end are seen, too', async () => {
		const lines = Array.from({ length: 300_000 }, (_, i) => (i < 250_000 ? `${i},1` : `${i},1.5`));
		const found = await plan(`id,v\n${lines.join('\n')}\n`);
		expect(found.columns.map(({ type }) => type.kind)).toEqual(['BIGINT', 'DECIMAL']);
	});

	it('DLM-29 a quote that is never closed within the head does no harm', async () => {
		const found = await plan(`id,t\n1,a\n2,"b\n${'3,c\n'.repeat(300_000)}`);
		expect(found.dialect).toMatchObject({ delimiter: ',', header: true });
		expect(found.columns.map(({ name }) => name)).toEqual(['id', 't']);
	});

	it('DLM-0 a first record beyond the head is read whole', async () => {
		const found = await plan(`id,t\n1,"${'x'.repeat(2_000_000)}"\n2,y\n`);
		expect(found.records).toHaveLength(2);
	});

	it('DLM-33 1,200 columns are planned', async () => {
		const row = (value: (i: number) => unknown): string =>
			Array.from({ length: 1200 }, (_, i) => value(i)).join(',');
		const found = await plan(`${row((i) => `c${i}`)}\n${`${row((i) => i)}\n`.repeat(50)}`);
		expect(found.columns).toHaveLength(1200);
		expect(new Set(found.columns.map(({ type }) => type.kind))).toEqual(new Set(['BIGINT']));
	});
});
