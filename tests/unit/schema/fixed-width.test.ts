import { expect, test } from 'vitest';
import { fixedWidth } from '$lib/domain/schema/time-format';

test.each([
	['%Y-%m-%dT%H:%M:%SZ', { length: 20, end: 'Z' }],
	['%Y-%m-%dT%H:%M', { length: 16, end: '' }],
	['%d.%m.%Y', { length: 10, end: '' }],
	['%Y-%m-%dT%H:%M:%S+05:30', { length: 25, end: '+05:30' }]
])('TYP-10 %s always has one length', (format, expected) => {
	expect(fixedWidth(format)).toEqual(expected);
});

test.each([
	'%Y%m%d',
	'%-d/%-m/%Y',
	'%d %B %Y',
	'%Y-%m-%d %H:%M:%S.%f',
	'on %Y-%m-%d',
	'%Y年%m月%d日',
	'%d  %m  %Y',
	'%Y-%m-%d ',
	'%Y-%m-%d %H:%M'
])('TYP-10 of %j the length does not tell', (format) => {
	expect(fixedWidth(format)).toBeNull();
});
