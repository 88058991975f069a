import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellText, clockText, kindOf, withoutExponent } from '$lib/formats/excel/cells';
import { lookOf } from '$lib/formats/excel/number-format';
import { DAY_MS, isoToSerial, serialDay, serialToMs } from '$lib/formats/excel/serials';
import { ISO_MARK, type SheetCell } from '$lib/formats/excel/workbook';

const system = { date1904: false, negativeDates: false };

describe('date serials', () => {
	test('XLS-7 known days of both systems', () => {
		const day = (serial: number, date1904: boolean) =>
			new Date(serialToMs(serial, date1904)).toISOString().slice(0, 10);
		expect([0, 1, 59, 60, 61, 45000].map((serial) => day(serial, false))).toEqual([
			'1899-12-31',
			'1900-01-01',
			'1900-02-28',
			'1900-03-01',
			'1900-03-01',
			'2023-03-15'
		]);
		expect([0, 1, 11111].map((serial) => day(serial, true))).toEqual([
			'1904-01-01',
			'1904-01-02',
			'1934-06-03'
		]);
	});

	test('XLS-7 each day has one serial, and follows the one before it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 61, max: 2_958_464 }), fc.boolean(), (serial, date1904) => {
				expect(serialDay(serial + 1, date1904)).toBe(serialDay(serial, date1904) + 1);
				// the systems are 1462 days apart
				expect(serialDay(serial, true)).toBe(serialDay(serial + 1462, false));
			})
		);
	});

	test('XLS-7 ISO dates become the serials that are read as them', () => {
		const range = {
			min: new Date('1900-03-01'),
			max: new Date('9999-12-31T23:59:59.999Z'),
			noInvalidDate: true
		};
		fc.assert(
			fc.property(fc.date(range), fc.boolean(), (date, date1904) => {
				const iso = date.toISOString();
				expect(serialToMs(isoToSerial(iso, date1904), date1904)).toBe(date.getTime());
			})
		);
		expect(isoToSerial('next week', false)).toBeNaN();
	});

	test('XLS-7 times are whole milliseconds within their day', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 61, max: 80_000 }),
				fc.integer({ min: 0, max: DAY_MS - 1 }),
				(day, ms) => {
					expect(serialToMs(day + ms / DAY_MS, false)).toBe(serialDay(day, false) * DAY_MS + ms);
				}
			)
		);
	});
});

describe('number formats', () => {
	test.each([
		['General', 'number'],
		['0.00', 'number'],
		['#,##0;[Red]-#,##0', 'number'],
		['"day" 0', 'number'],
		['0.00E+00', 'number'],
		['[Red]0', 'number'],
		['# ??/??', 'number'],
		['0%', 'percent'],
		['[$$-409]#,##0.00', 'currency'],
		['#,##0.00 "€"', 'currency'],
		['yyyy-mm-dd', 'date'],
		['[$-409]d\\-mmm\\-yy;@', 'date'],
		['dd.mm.yyyy', 'date'],
		['mmmm', 'date'],
		['m/d/yy h:mm', 'timestamp'],
		['yyyy\\-mm\\-dd\\ hh:mm:ss', 'timestamp'],
		['mm"/"dd"/"yyyy" "hh":"mm":"ss.000', 'timestamp'],
		['h:mm AM/PM', 'time'],
		['mm:ss', 'time'],
		['mm:ss.0', 'time'],
		['[h]:mm:ss', 'duration'],
		['[mm]:ss', 'duration'],
		['@', 'number']
	])('XLS-6 %s shows a %s', (format, look) => {
		expect(lookOf(format)).toBe(look);
	});
});

describe('cells', () => {
	const text = (cell: SheetCell) => cellText(cell, system);
	test('XLS-8 numbers and texts are exact', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				const exact = text({ t: 'n', v: value }) ?? '';
				expect(Number(exact)).toBe(value);
				// a decimal without rounding: the same number, and no exponent left
				expect(withoutExponent(exact)).toMatch(/^-?\d+(\.\d+)?$/);
				expect(Number(withoutExponent(exact))).toBe(value);
			})
		);
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), (value) => {
				expect(text({ t: 's', v: value })).toBe(value);
			})
		);
	});

	test('XLS-6 a cell is what its value and format say', () => {
		expect(kindOf({ t: 'n', v: 45000, z: 'yyyy-mm-dd' }, system)).toBe('date');
		expect(kindOf({ t: 'n', v: 45000.25, z: 'yyyy-mm-dd' }, system)).toBe('timestamp');
		expect(kindOf({ t: 'n', v: -1, z: 'yyyy-mm-dd' }, system)).toBe('number');
		expect(kindOf({ t: 'n', v: -1, z: 'yyyy-mm-dd' }, { ...system, negativeDates: true })).toBe('date');
		expect(kindOf({ t: 'n', v: 3e9, z: 'yyyy-mm-dd' }, system)).toBe('number');
		expect(kindOf({ t: 'n', v: NaN }, system)).toBe('error');
		expect(kindOf({ t: 's', v: `${ISO_MARK}2024-02-29T13:45:00` }, system)).toBe('timestamp');
		expect(text({ t: 's', v: `${ISO_MARK}2024-02-29T13:45:00` })).toBe('2024-02-29 13:45:00');
		expect(text({ t: 'n', v: 0.75, z: 'h:mm' })).toBe('18:00:00');
		expect(clockText(135_000_500)).toBe('37:30:00.500');
	});
});
