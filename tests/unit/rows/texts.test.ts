import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText, doubleText, exactNumber, floatText32 } from '$lib/domain/rows/number-text';
import { dateText, timestampText, timeText } from '$lib/domain/rows/temporal';
import { utf16Offsets } from '$lib/domain/sql/text-offset';

describe('texts of values', () => {
	test('VAL-5 the text of a double gives the same double', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				expect(Number(doubleText(value))).toBe(value);
			})
		);
	});

	test('VAL-5 the text of a float gives the same float', () => {
		fc.assert(
			fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
				expect(Math.fround(Number(floatText32(value)))).toBe(value);
			})
		);
	});

	test('VAL-1 a decimal keeps every digit', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
				fc.nat(38),
				(unscaled, scale) => {
					const text = decimalText(unscaled, scale);
					expect(BigInt(text.replace('.', ''))).toBe(unscaled);
					expect(text.split('.')[1]?.length ?? 0).toBe(scale);
				}
			)
		);
	});

	test('VAL-1 a date is what the platform makes of it', () => {
		fc.assert(
			fc.property(fc.integer({ min: -99_000_000, max: 99_000_000 }), (days) => {
				expect(dateText(days, 'iso')).toBe(new Date(days * 86_400_000).toISOString().slice(0, -14));
			})
		);
	});

	test('VAL-1 a timestamp is what the platform makes of it', () => {
		fc.assert(
			fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (ms) => {
				const expected = new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
				const text = timestampText(BigInt(ms), 1000n, true, 'iso');
				expect(new Date(text).getTime()).toBe(ms);
				if (!expected.endsWith(':Z')) expect(text.length).toBeGreaterThanOrEqual(20);
			})
		);
	});

	test('VAL-1 the end of a day is a time', () => {
		expect(timeText(86_400_000_000n, 1_000_000n)).toBe('24:00:00');
	});

	test('VAL-1 integers are numbers as long as that is exact', () => {
		expect(exactNumber(2n ** 53n - 1n)).toBe(2 ** 53 - 1);
		expect(exactNumber(2n ** 53n)).toBe(2n ** 53n);
		expect(exactNumber(-(2n ** 53n) + 1n)).toBe(1 - 2 ** 53);
	});
});

test('QRY-7 places in UTF-8 become places in UTF-16', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (text) => {
			const characters = Array.from(text);
			const encoder = new TextEncoder();
			const bytes = characters.map((_, index) => encoder.encode(characters.slice(0, index).join('')).length);
			const units = characters.map((_, index) => characters.slice(0, index).join('').length);
			expect(utf16Offsets(text, bytes)).toEqual(units);
		})
	);
});
