import { describe, expect, it } from 'vitest';
import type { ColumnType, NumberNotation } from '$lib/domain/schema/column-type';
import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { survivalCheck } from '$lib/domain/schema/survival';

const notation: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };
const fixed = (name: string, values: string[] = [], dateFormat: string | null = null): ColumnType =>
	fixedTypeFromSql(name, { notation, values, dateFormat });
const accepts = (name: string, text: string, values: string[] = [text]): boolean =>
	survivalCheck(fixed(name, values), notation, true)(text);

describe('fixedTypeFromSql', () => {
	it.each([
		['integer', 'BIGINT'],
		['INT8', 'BIGINT'],
		['ubigint', 'HUGEINT'],
		['real', 'DOUBLE'],
		['double  precision', 'DOUBLE'],
		['text', 'VARCHAR'],
		['varchar(20)', 'VARCHAR'],
		['bool', 'BOOLEAN'],
		['datetime', 'TIMESTAMP'],
		['timestamp with time zone', 'TIMESTAMPTZ']
	])('TYP-13 %s is %s', (name, kind) => {
		expect(fixed(name).kind).toBe(kind);
	});

	it('TYP-13 decimals keep the precision asked for', () => {
		expect(fixed('DECIMAL(10, 2)')).toMatchObject({ precision: 10, scale: 2, style: 'any' });
		expect(fixed('numeric(7)')).toMatchObject({ precision: 7, scale: 0 });
		expect(fixed('decimal')).toMatchObject({ precision: 18, scale: 3 });
	});

	it.each(['money', 'DECIMAL(39,2)', 'DECIMAL(2,3)', 'DECIMAL(0)', 'int; drop table', ''])(
		'TYP-13 %j is refused',
		(name) => {
			expect(() => fixed(name)).toThrow(expect.objectContaining({ code: 'import/option' }));
		}
	);

	it.each([
		['BIGINT', '007', false],
		['BIGINT', '+5', false],
		['BIGINT', '5.0', true],
		['BIGINT', '1.5', false],
		['BIGINT', '9223372036854775808', false],
		['DECIMAL(18,2)', '1.5', true],
		['DECIMAL(18,2)', '1.500', true],
		['DECIMAL(18,2)', '0.125', false],
		['DECIMAL(18,2)', '1e2', false],
		['DOUBLE', '9007199254740993', false],
		['DOUBLE', '+01.50', false],
		['DOUBLE', '1.50', true],
		['BOOLEAN', 'yes', true],
		['BOOLEAN', 'Nein', true],
		['BOOLEAN', 'maybe', false],
		['DATE', '2024-1-2', true],
		['DATE', '31/12/2024', true],
		['DATE', '31/12/24', true],
		['DATE', '01/02/2024', false],
		['TIME', '9:05', true],
		['TIMESTAMP', '2024-01-02', true],
		['TIMESTAMP', '2024-01-02T10:00', true],
		['TIMESTAMPTZ', '2024-01-02T10:00:00+05:30', true],
		['TIMESTAMPTZ', '2024-01-02T10:00:00', false]
	])('TYP-9 fixed %s and %s: %s', (name, text, expected) => {
		expect(accepts(name, text)).toBe(expected);
	});

	it('TYP-9 the format that most values have is taken', () => {
		expect(fixed('DATE', ['01/02/2024', '13/02/2024', 'x'])).toMatchObject({ format: '%d/%m/%Y' });
		expect(fixed('DATE', ['01/02/2024'], '%m/%d/%Y')).toMatchObject({ format: '%m/%d/%Y' });
		expect(fixed('TIMESTAMP', ['2024/01/02 10:00:00'])).toMatchObject({ format: '%Y/%m/%d %H:%M:%S' });
		expect(fixed('TIMESTAMP', ['2024-01-02T10:00'])).toMatchObject({ format: '%Y-%m-%d %H:%M:%S' });
	});
});
