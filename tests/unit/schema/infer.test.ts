import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlTypeName, type NumberNotation } from '$lib/domain/schema/column-type';
import { inferColumn } from '$lib/domain/schema/infer';
import { survivalCheck } from '$lib/domain/schema/survival';
import { nastyText } from './nasty-texts';

const POINT: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };
const COMMA: NumberNotation = { decimalSeparator: ',', thousandsSeparator: null };
const GERMAN: NumberNotation = { decimalSeparator: ',', thousandsSeparator: '.' };

const infer = (values: (string | null)[], numbers = POINT, dateFormat: string | null = null): string => {
	const { type } = inferColumn(values, { numbers, dateFormat });
	return 'format' in type ? `${type.kind} ${type.format}` : sqlTypeName(type);
};
const why = (values: (string | null)[]): string => inferColumn(values, { numbers: POINT }).why;

describe('inferColumn', () => {
	it.each([
		['TYP-2', [null, '', '5'], 'BIGINT'],
		['TYP-2', [null, ''], 'VARCHAR'],
		['TYP-3', ['true', 'false'], 'BOOLEAN'],
		['TYP-3', ['TRUE', 'TRUE'], 'BOOLEAN'],
		['TYP-3', ['true', 'FALSE'], 'VARCHAR'],
		['TYP-3', ['yes', 'no'], 'VARCHAR'],
		['TYP-3', ['Y', 'N'], 'VARCHAR'],
		['TYP-3', ['0', '1'], 'BIGINT'],
		['TYP-4', ['0', '-5', '9223372036854775807', '-9223372036854775808'], 'BIGINT'],
		['TYP-4', ['9223372036854775808'], 'HUGEINT'],
		['TYP-4', ['-170141183460469231731687303715884105728'], 'HUGEINT'],
		['TYP-4', ['170141183460469231731687303715884105728'], 'VARCHAR'],
		['TYP-4', ['00501', '10001'], 'VARCHAR'],
		['TYP-4', ['+5', '6'], 'VARCHAR'],
		['TYP-4', ['-0', '6'], 'VARCHAR'],
		['TYP-4', [' 5', '6'], 'VARCHAR'],
		['TYP-5', ['1.10', '2.50'], 'DECIMAL(18,2)'],
		['TYP-5', ['1', '2.5'], 'DECIMAL(18,1)'],
		['TYP-5', ['1.0', '2.55'], 'DECIMAL(18,2)'],
		['TYP-5', ['.097', '5'], 'DECIMAL(18,3)'],
		['TYP-5', ['.097', '0.1'], 'VARCHAR'],
		['TYP-5', ['1.1', '1.10'], 'VARCHAR'],
		['TYP-5', ['-0.00', '1.10'], 'VARCHAR'],
		['TYP-5', ['12345678901234567.89'], 'DECIMAL(38,2)'],
		['TYP-5', [`0.${'1'.repeat(37)}`], 'DECIMAL(38,37)'],
		['TYP-5', [`0.${'1'.repeat(38)}`], 'VARCHAR'],
		['TYP-6', ['1.5e-3', '2'], 'DOUBLE'],
		['TYP-6', ['1e+20'], 'DOUBLE'],
		['TYP-6', ['1e5', '12E5', '7'], 'VARCHAR'],
		['TYP-6', ['NaN', '1.5'], 'DOUBLE'],
		['TYP-6', ['NaN', 'inf'], 'VARCHAR'],
		['TYP-6', ['1.5e999'], 'VARCHAR'],
		['TYP-6', ['1.5e-999'], 'VARCHAR'],
		['TYP-6', ['1.2345678901234567890e5'], 'VARCHAR'],
		['TYP-6', ['9007199254740993', 'NaN'], 'VARCHAR'],
		['TYP-10', ['2024-02-29'], 'DATE %Y-%m-%d'],
		['TYP-10', ['2023-02-29'], 'VARCHAR'],
		['TYP-10', ['13/01/2024', '01/02/2024'], 'DATE %d/%m/%Y'],
		['TYP-10', ['01/13/2024', '01/02/2024'], 'DATE %m/%d/%Y'],
		['TYP-10', ['01/02/2024'], 'VARCHAR'],
		['TYP-10', ['1/2/2024', '11/12/2024', '1/31/2024'], 'DATE %-m/%-d/%Y'],
		['TYP-10', ['01.02.2024'], 'DATE %d.%m.%Y'],
		['TYP-10', ['2-Jan-2024', '12-May-2024'], 'DATE %-d-%b-%Y'],
		['TYP-10', ['01/02/24'], 'VARCHAR'],
		['TYP-10', ['0000-01-01'], 'VARCHAR'],
		['TYP-10', ['10:00', '23:59'], 'TIME %H:%M'],
		['TYP-10', ['10:00:00.500', '10:00:00.000'], 'TIME %H:%M:%S.%g'],
		['TYP-10', ['24:00:00'], 'VARCHAR'],
		['TYP-10', ['2024-01-02 10:00:00'], 'TIMESTAMP %Y-%m-%d %H:%M:%S'],
		['TYP-10', ['2024-01-02T10:00'], 'TIMESTAMP %Y-%m-%dT%H:%M'],
		['TYP-10', ['2024-01-02T10:00:00.123456'], 'TIMESTAMP %Y-%m-%dT%H:%M:%S.%f'],
		['TYP-10', ['2024-01-02T10:00:00', '2024-01-02 10:00:00'], 'VARCHAR'],
		['TYP-10', ['2015/01/01 01:00:00'], 'TIMESTAMP %Y/%m/%d %H:%M:%S'],
		['TYP-10', ['1/31/2024 9:03'], 'TIMESTAMP %-m/%-d/%Y %-H:%M'],
		['TYP-10', ['2024-01-02T10:00:00', '2024-01-02T10:00:00.123450'], 'TIMESTAMP %Y-%m-%dT%H:%M:%S%.6f'],
		['TYP-10', ['2024-01-02T10:00:00.120', '2024-01-02T10:00:00.123456'], 'TIMESTAMP %Y-%m-%dT%H:%M:%S%.3f'],
		['TYP-10', ['2024-01-02 10:00:00', '2024-01-02 10:00:00.12'], 'TIMESTAMP %Y-%m-%d %H:%M:%S%.f'],
		['TYP-10', ['10:00:00.5', '10:00:00'], 'TIME %H:%M:%S%.f'],
		['TYP-10', ['10:00:00.50', '10:00:00.5'], 'VARCHAR'],
		['TYP-10', ['10:00:00.000000', '10:00:00'], 'VARCHAR'],
		['TYP-10', ['2024/01/02 10:00:00.5'], 'VARCHAR'],
		['TYP-11', ['2024-01-02T10:00:00Z', '2024-01-02T10:00:00.5Z'], 'TIMESTAMPTZ %Y-%m-%dT%H:%M:%S%.fZ'],
		['TYP-11', ['2024-01-02T10:00:00Z'], 'TIMESTAMPTZ %Y-%m-%dT%H:%M:%SZ'],
		['TYP-11', ['2024-01-02 10:00:00+00'], 'TIMESTAMPTZ %Y-%m-%d %H:%M:%S+00'],
		['TYP-11', ['2024-01-02 10:00:00.500 UTC'], 'TIMESTAMPTZ %Y-%m-%d %H:%M:%S.%g UTC'],
		['TYP-11', ['2024-01-02T10:00:00+05:30'], 'TIMESTAMPTZ %Y-%m-%dT%H:%M:%S+05:30'],
		['TYP-11', ['2024-01-02T10:00:00Z', '2024-01-02T10:00:00+01:00'], 'VARCHAR'],
		['TYP-11', ['2024-01-02 10:00:00 Europe/Berlin'], 'VARCHAR']
	] as const)('%s %j is %s', (_id, values, expected) => {
		expect(infer([...values])).toBe(expected);
	});

	it('TYP-7 reads decimals with a comma where the file has it', () => {
		expect(infer(['1,5', '2'], COMMA)).toBe('DECIMAL(18,1)');
		expect(infer(['1.5', '2'], COMMA)).toBe('VARCHAR');
		expect(infer(['1,5e-3'], COMMA)).toBe('DOUBLE');
	});

	it('TYP-8 reads grouped numbers only with the separator given, and only grouped throughout', () => {
		expect(infer(['1.234,56', '7,00'], COMMA)).toBe('VARCHAR');
		expect(infer(['1.234,56', '7,00'], GERMAN)).toBe('DECIMAL(18,2)');
		expect(infer(['1.234', '7'], GERMAN)).toBe('BIGINT');
		expect(infer(['1.234', '2024'], GERMAN)).toBe('VARCHAR');
		expect(infer(['1234', '2024'], GERMAN)).toBe('BIGINT');
	});

	it('TYP-10 a date format that is given decides, with and without leading zeros', () => {
		expect(infer(['01/02/2024'], POINT, '%d/%m/%Y')).toBe('DATE %d/%m/%Y');
		expect(infer(['1/2/2024'], POINT, '%d/%m/%Y')).toBe('DATE %-d/%-m/%Y');
		expect(infer(['01/02/24'], POINT, '%m/%d/%y')).toBe('DATE %m/%d/%y');
		expect(infer(['2024-02-01'], POINT, '%d/%m/%Y')).toBe('DATE %Y-%m-%d');
		expect(infer(['01/02/2024 10:00'], POINT, '%d/%m/%Y %H:%M')).toBe('TIMESTAMP %d/%m/%Y %H:%M');
	});

	it('TYP-1 says why, in words for people', () => {
		expect(why(['1', '2'])).toBe('all 2 sampled values are whole numbers');
		expect(why(['00501', '10001'])).toBe('leading zeros would be lost (e.g. 00501)');
		expect(why(['yes', 'no'])).toContain('choose BOOLEAN');
		expect(why(['01/02/2024'])).toContain("can't be told apart");
		expect(why(['1,234', '2,345'])).toContain('thousands separator');
		expect(why(['2024-01-02T10:00:00Z', '2024-01-02T10:00:00+01:00'])).toContain('offsets differ');
		expect(why(['1', '2', '3', 'n/a'])).toContain('n/a');
		expect(why([])).toBe('there are no values in the sample');
	});

	it('TYP-1 every value survives the type that was found for it', () => {
		fc.assert(
			fc.property(
				fc.array(nastyText, { maxLength: 3 }),
				fc.constantFrom(POINT, COMMA, GERMAN),
				(values, numbers) => {
					const { type } = inferColumn(values, { numbers });
					expect(values.filter((value) => !survivalCheck(type, numbers)(value))).toEqual([]);
				}
			),
			{ numRuns: 5000 }
		);
	});
});
