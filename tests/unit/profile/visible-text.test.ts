import { expect, test } from 'vitest';
import { visibleText } from '$lib/ui/profile/values';

test('nothing of a value stays unseen: the empty text, and white space at its ends', () => {
	expect(visibleText('')).not.toBe('');
	expect(visibleText('\u00a0')).toBe('⍽');
	expect(visibleText(' a b\t')).toBe('␣a b⇥');
	expect(visibleText('a\u2003b\n')).toBe('a\u2003b↵');
	expect(visibleText('plain text')).toBe('plain text');
});
