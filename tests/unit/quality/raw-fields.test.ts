import { expect, test } from 'vitest';
import { rawDialect, rawFields } from '$lib/domain/quality/raw-fields';

const SEMICOLON = rawDialect({ delimiter: ';', quote: '"', nullTokens: ['', 'NA'] });

test.each([
	['a;b;c', ['a', 'b', 'c']],
	['broken', ['broken', null, null]],
	['a;b;c;d', ['a', 'b', 'c;d']],
	['"a;""b""";NA;"NA"\r\n', ['a;"b"', null, 'NA']],
	['"open;b;c', ['"open', 'b', 'c']],
	['"a"x;b;c', ['"a"x', 'b', 'c']],
	['a;;', ['a', null, null]],
	['', [null, null, null]]
])('RCP-12 the values of %j', (raw, fields) => {
	expect(rawFields(raw, 3, SEMICOLON)).toEqual(fields);
});

test('RCP-12 without a dialect it is plain CSV', () => {
	expect(rawFields('a,"b,c"', 2, rawDialect(undefined))).toEqual(['a', 'b,c']);
	expect(rawFields('"a","b"', 2, rawDialect({ delimiter: ',', quote: null }))).toEqual(['"a"', '"b"']);
});
