import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnType, NumberNotation } from '$lib/domain/schema/column-type';
import { parseSql } from '$lib/domain/schema/type-sql';
import { openNativeEngine, openWasmEngine, textTable, type TestEngine } from './engines';

const POINT: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };
const GERMAN: NumberNotation = { decimalSeparator: ',', thousandsSeparator: '.' };
const fixedDecimal: ColumnType = {
	kind: 'DECIMAL',
	precision: 18,
	scale: 2,
	style: 'any',
	leadingZero: true
};

describe.each([
	['wasm', openWasmEngine],
	['native', openNativeEngine]
] as const)('values in %s DuckDB', (_name, open) => {
	let engine: TestEngine;
	beforeAll(async () => {
		engine = await open();
	}, 60_000);
	afterAll(() => engine.close());

	it.each<[string, ColumnType, NumberNotation, string, string | null]>([
		['TYP-3', { kind: 'BOOLEAN', trueText: 'True', falseText: 'False' }, POINT, 'False', 'false'],
		['TYP-9', { kind: 'BOOLEAN', trueText: '', falseText: '' }, POINT, 'Oui', 'true'],
		['TYP-9', { kind: 'BOOLEAN', trueText: '', falseText: '' }, POINT, '0', 'false'],
		['TYP-8', { kind: 'BIGINT', grouped: true }, GERMAN, '-1.234.567', '-1234567'],
		['TYP-8', fixedDecimal, GERMAN, '1.234,5', '1234.50'],
		['TYP-6', { kind: 'DOUBLE' }, GERMAN, '1,5e-3', '0.0015'],
		['TYP-10', { kind: 'DATE', format: '%d/%m/%Y' }, POINT, '03/04/2024', '2024-04-03'],
		['TYP-10', { kind: 'DATE', format: '%-m/%-d/%Y' }, POINT, '3/4/2024', '2024-03-04'],
		['TYP-10', { kind: 'DATE', format: '%d/%m/%y' }, POINT, '03/04/70', '1970-04-03'],
		['TYP-10', { kind: 'DATE', format: '%-d-%b-%Y' }, POINT, '3-Apr-2024', '2024-04-03'],
		['TYP-10', { kind: 'TIME', format: '%H:%M' }, POINT, '10:05', '10:05:00'],
		[
			'TYP-10',
			{ kind: 'TIMESTAMP', format: '%Y-%m-%dT%H:%M:%S.%g' },
			POINT,
			'2024-01-02T03:04:05.060',
			'2024-01-02 03:04:05.06'
		],
		[
			'TYP-10',
			{ kind: 'TIMESTAMP', format: '%Y-%m-%dT%H:%M:%S%.6f' },
			POINT,
			'2024-01-02T03:04:05.060000',
			'2024-01-02 03:04:05.06'
		],
		[
			'TYP-11',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%dT%H:%M:%S%.f+05:30' },
			POINT,
			'2024-01-02T03:04:05.1+05:30',
			'2024-01-01 21:34:05.1'
		],
		[
			'TYP-10',
			{ kind: 'TIMESTAMP', format: '%Y-%m-%d %H:%M:%S' },
			POINT,
			'2024-01-02T03:04',
			'2024-01-02 03:04:00'
		],
		[
			'TYP-10',
			{ kind: 'TIMESTAMP', format: '%m/%d/%y %I:%M %p' },
			POINT,
			'01/02/24 09:05 PM',
			'2024-01-02 21:05:00'
		],
		[
			'TYP-11',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%dT%H:%M:%SZ' },
			POINT,
			'2024-01-02T03:04:05Z',
			'2024-01-02 03:04:05'
		],
		[
			'TYP-11',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M+05:30' },
			POINT,
			'2024-01-02 03:04+05:30',
			'2024-01-01 21:34:00'
		],
		[
			'TYP-11',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M:%S-0800' },
			POINT,
			'2024-01-02 03:04:05-0800',
			'2024-01-02 11:04:05'
		],
		[
			'TYP-9',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M:%S%z' },
			POINT,
			'2024-01-02T03:04:05.5-01:30',
			'2024-01-02 04:34:05.5'
		],
		[
			'TYP-9',
			{ kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M:%S%z' },
			POINT,
			'2024-01-02 03:04 Z',
			'2024-01-02 03:04:00'
		],
		['TYP-9', { kind: 'TIMESTAMPTZ', format: '%Y-%m-%d %H:%M:%S%z' }, POINT, '2024-01-02 03:04', null]
	])('%s %j %j: %s is %s', async (_id, type, notation, text, expected) => {
		const cast = type.kind === 'TIMESTAMPTZ' ? '::TIMESTAMP' : '';
		const rows = await engine.rows(
			`SELECT CAST((${parseSql(type, 't', notation)})${cast} AS VARCHAR) FROM ${textTable([text])}`
		);
		expect(rows).toEqual([[expected]]);
	});
});
