import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlTypeName, type ColumnType, type NumberNotation } from '$lib/domain/schema/column-type';
import { inferColumn } from '$lib/domain/schema/infer';
import { survivalCheck } from '$lib/domain/schema/survival';
import { widen } from '$lib/domain/schema/widen';
import { nastyText } from './nasty-texts';

const POINT: NumberNotation = { decimalSeparator: '.', thousandsSeparator: null };
const GERMAN: NumberNotation = { decimalSeparator: ',', thousandsSeparator: '.' };

const typeOf = (values: string[], numbers = POINT): ColumnType => inferColumn(values, { numbers }).type;
const widened = (values: string[], failing: string[]): string =>
	sqlTypeName(widen(typeOf(values), failing, true, POINT));

describe('widen', () => {
	it.each([
		[['1'], ['9223372036854775808'], 'HUGEINT'],
		[['1'], ['2.5'], 'DECIMAL(38,1)'],
		[['1'], ['.5'], 'DECIMAL(38,1)'],
		[['1'], ['2.50'], 'VARCHAR'],
		[['1'], ['1e5'], 'VARCHAR'],
		[['1'], ['007'], 'VARCHAR'],
		[['1'], [`0.${'1'.repeat(20)}`], 'VARCHAR'],
		[['1.10', '2.25'], ['12345678901234567.89'], 'DECIMAL(38,2)'],
		[['1.10', '2.25'], ['2.5'], 'VARCHAR'],
		[['1', '2.5'], ['2.125'], 'DECIMAL(38,3)'],
		[['1.0', '2.55'], ['2.125'], 'DECIMAL(38,3)'],
		[['1.5', '2.5'], ['2.25'], 'DECIMAL(38,2)'],
		[['1.0', '2.55'], ['3'], 'VARCHAR'],
		[['true'], ['yes'], 'VARCHAR'],
		[['10:00:00'], ['10:00:00.5'], 'TIME'],
		[['2024-01-02 10:00:00'], ['2024-01-02 10:00:00.123450'], 'TIMESTAMP'],
		[['2024-01-02T10:00:00Z'], ['2024-01-02T10:00:00.12Z'], 'TIMESTAMP WITH TIME ZONE'],
		[['2024-01-02 10:00:00'], ['2024-01-02 10:00:00.50'], 'VARCHAR'],
		[['10:00:00.500'], ['10:00:00.5'], 'VARCHAR'],
		[['2024-01-02'], ['2024-1-2'], 'VARCHAR']
	] as const)('TYP-12 %j and then %j is %s', (values, failing, expected) => {
		expect(widened([...values], [...failing])).toBe(expected);
	});

	it('TYP-12 where not all failing texts are known only text is safe', () => {
		expect(widen({ kind: 'BIGINT' }, ['9223372036854775808'], false, POINT)).toEqual({ kind: 'VARCHAR' });
	});

	it('TYP-12 holds whatever survived and whatever failed', () => {
		fc.assert(
			fc.property(
				fc.array(nastyText, { minLength: 1, maxLength: 3 }),
				fc.array(nastyText, { maxLength: 200 }),
				fc.array(nastyText, { minLength: 1, maxLength: 2 }),
				fc.constantFrom(POINT, GERMAN),
				(first, others, late, numbers) => {
					const type = typeOf(first, numbers);
					const check = survivalCheck(type, numbers);
					const failing = late.filter((text) => !check(text));
					if (failing.length === 0) return;
					const next = survivalCheck(widen(type, failing, true, numbers), numbers);
					expect([...others.filter(check), ...failing].filter((text) => !next(text))).toEqual([]);
				}
			),
			{ numRuns: 3000 }
		);
	});
});
