import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '$lib/domain/errors';
import { survives } from '$lib/domain/schema/survival';
import { Column } from '$lib/formats/json/column';
import { ValueParser } from '$lib/formats/json/parser';
import { splitterFor, type LayoutKind } from '$lib/formats/json/splitter';
import { describeShape, isTimestamp, temporalShape } from '$lib/formats/json/temporal';
import { chosenSeed, seeded } from '../../../support/seed';
import { readJson } from './reading';

const seed = chosenSeed();
const encoder = new TextEncoder();
const numbers = { decimalSeparator: '.', thousandsSeparator: null } as const;

/** The JSON text of a value as the parser copies it. */
function copied(text: string): string {
	const parser = new ValueParser(false);
	parser.open(encoder.encode(`${text}\0`), 0);
	const column = new Column('', 1, null);
	column.asText = true;
	parser.value(column, 0);
	expect(parser.pos).toBe(parser.bytes.length - 1);
	return new TextDecoder().decode(column.text.subarray(0, column.textBytes));
}

/** Records that the splitter finds when the bytes come in pieces. */
function counted(bytes: Uint8Array, kind: LayoutKind, pieceBytes: number): number {
	const splitter = splitterFor({ kind, path: { keys: [], members: false } });
	for (let at = 0; at < bytes.length; at += pieceBytes) splitter.scan(bytes.subarray(at, at + pieceBytes));
	splitter.finish();
	return splitter.records;
}

describe(`with seed ${seed}`, () => {
	test('JSN-2 objects and arrays are copied token by token', () => {
		fc.assert(
			fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
				const compact = JSON.stringify(value);
				expect(copied(compact)).toBe(compact);
				expect(copied(JSON.stringify(value, null, 2))).toBe(compact);
			}),
			{ seed }
		);
	});

	test('JSN-2 the splitter counts what was written, however the bytes are cut', () => {
		fc.assert(
			fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 40 }), (values, pieceBytes) => {
				const texts = values.map((value) => JSON.stringify(value));
				const count = values.length;
				expect(counted(encoder.encode(`[${texts.join(' , ')}]`), 'elements', pieceBytes)).toBe(count);
				expect(counted(encoder.encode(texts.join('\n')), 'lines', pieceBytes)).toBe(count);
				expect(counted(encoder.encode(texts.join('\n')), 'values', pieceBytes)).toBe(count);
				expect(counted(encoder.encode(JSON.stringify(values, null, 1)), 'elements', pieceBytes)).toBe(count);
			}),
			{ seed }
		);
	});

	test('JSN-5 JSN-7 scalars come out as they went in', async () => {
		const scalar = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.boolean(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
			fc.maxSafeInteger(),
			fc.constant(null)
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.record({ a: scalar, b: scalar }), { minLength: 1 }), async (records) => {
				const text = JSON.stringify(records);
				const read = await readJson(text);
				expect(read.counted).toBe(records.length);
				const written = JSON.parse(text) as Record<string, unknown>[];
				for (const [column, { type, name }] of read.columns.entries()) {
					const values = read.rows.map((row) => row[column]);
					const expected = written.map((record) => record[name]);
					if (type === 'BIGINT') {
						// a double can be a whole number beyond those that are safe
						expect(values.map((value) => value && Number(value))).toEqual(expected);
					} else if (type === 'BOOLEAN' || type === 'DOUBLE') expect(values).toEqual(expected);
					else if (type === 'VARCHAR') {
						const texts = expected.map((value) =>
							typeof value === 'number' ? value : value === null ? null : String(value)
						);
						expect(values.map((value, i) => (typeof texts[i] === 'number' ? Number(value) : value))).toEqual(
							texts
						);
					}
				}
			}),
			{ seed, numRuns: 60 }
		);
	});

	test('JSN-6 what is taken for a time survives, and nothing else of its format does', () => {
		const piece = fc.constantFrom(
			'2024',
			'0000',
			'1999',
			'-',
			'02',
			'29',
			'30',
			'13',
			'T',
			' ',
			'10',
			':',
			'59',
			'60',
			'.5',
			'.123',
			'.123456',
			'Z',
			'+01:00',
			'-0530',
			'+14',
			' UTC'
		);
		const likely = fc
			.tuple(
				fc.constantFrom('2024-02-29', '2023-02-29', '0001-01-01', '9999-12-31', '1900-02-28', '2024-13-01'),
				fc.constantFrom(
					'',
					'T10:20',
					' 23:59:59',
					'T00:00:00.123',
					' 24:00:00',
					'T10:20:60',
					'T01:02:03.123456',
					'T01:02:03.1'
				),
				fc.constantFrom('', 'Z', '+00', '+01:00', '-0530', '+15:59', '+16:00', '-01:60')
			)
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(
				fc.oneof(
					likely,
					fc.array(piece).map((parts) => parts.join(''))
				),
				(text) => {
					const bytes = encoder.encode(text);
					const shape = temporalShape(bytes, 0, bytes.length);
					if (shape === 0) return;
					const format = describeShape(shape)
						.replace('YYYY-MM-DD', '%Y-%m-%d')
						.replace('HH:MM', '%H:%M')
						.replace(':SS', text.includes('.') ? ':%S%.f' : ':%S')
						.replace('%.f.', '.')
						.replace(', with a fraction where there is one', '')
						.replace('.mmmmmm', '.%f')
						.replace('.mmm', '.%g');
					const kind = !isTimestamp(shape)
						? 'DATE'
						: /(Z|[+-]\d\d:?\d*)$/.test(format.slice(8))
							? 'TIMESTAMPTZ'
							: 'TIMESTAMP';
					expect(survives({ kind, format }, text, numbers), `${text} as ${format}`).toBe(true);
				}
			),
			{ seed, numRuns: 2000 }
		);
	});

	test('JSN-2 JSN-9 damaged texts: an error or a table whose counts agree', async () => {
		const random = seeded(seed);
		const pick = (count: number): number => Math.floor(random() * count);
		const texts = [
			'[{"id":1,"s":"a\\u00e9\\n","n":[1,2.5,-3e2],"o":{"k":null}},{"id":2,"s":"","n":[],"o":{"k":true}}]',
			'{"id":1,"v":"x"}\n{"id":2,"v":"\\"y\\""}\n{"id":3,"v":"ä"}\n{"id":4,"v":[{}]}\n',
			'{"meta":{"n":2},"rows":[{"a":1},{"a":2},{"a":[1,[2]]}],"end":"x"}',
			'{"k1":{"a":1},"k2":{"a":2},"k3":{"a":3}}',
			'[["id","v"],[1,2],[3,"x"]]',
			'{"a":1}\n{\n"a":2}{"a":3} 4 "5"'
		].map((text) => encoder.encode(text));
		const troubles = encoder.encode('{}[]",:\\\n 019.eE+-tfnNuI\0\xff');
		for (let run = 0; run < 1500; run++) {
			const damaged = Array.from(texts[pick(texts.length)] as Uint8Array);
			for (let change = pick(4); change >= 0; change--) {
				const at = pick(damaged.length);
				const kind = pick(4);
				if (kind === 0) damaged.splice(at, 1 + pick(5));
				else if (kind === 1) damaged.splice(at, 0, troubles[pick(troubles.length)] as number);
				else if (kind === 2) damaged[at] = pick(256);
				else damaged.length = at;
			}
			const bytes = new Uint8Array(damaged);
			const options = { onBroken: pick(2) ? ('keep' as const) : ('fail' as const) };
			const shown = `seed ${seed}, run ${run}: ${JSON.stringify(new TextDecoder().decode(bytes))}`;
			try {
				const read = await readJson(bytes, options, pick(2) ? 'x.ndjson' : 'x.json');
				expect(read.rows.length + read.rejects.length, shown).toBe(read.counted);
			} catch (error) {
				expect(error, shown).toBeInstanceOf(AppError);
				expect((error as AppError).code, shown).toMatch(/^(file\/|import\/option|archive\/)/);
			}
		}
	});
});
