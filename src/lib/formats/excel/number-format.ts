/** What a number format shows a number as. */
export type NumberLook = 'number' | 'percent' | 'currency' | 'date' | 'timestamp' | 'time' | 'duration';

const known = new Map<string, NumberLook>();

/** What a number format of a workbook (`dd.mm.yyyy`, `0.00%`) shows; ECMA-376 Part 1, 18.8.31. */
export function lookOf(format: string | number | undefined): NumberLook {
	if (typeof format !== 'string' || format === 'General') return 'number';
	let look = known.get(format);
	if (look === undefined) {
		look = findLook(format);
		known.set(format, look);
	}
	return look;
}

function findLook(format: string): NumberLook {
	// the first section is the one of positive numbers
	const plain = withoutLiterals(format).split(';')[0] ?? '';
	if (/\[(?:h+|m+|s+)\]/i.test(plain)) return 'duration';
	const letters = plain.replace(/\[[^\]]*\]/g, '').toLowerCase();
	const clock = /h|s|am\/pm|a\/p/.test(letters.replace(/general|standard/g, ''));
	if (/[0#?]/.test(letters.replace(/s\.?0+/g, 's'))) return numberLook(format, letters);
	const day = /[ydbg]|aaa|(?<![+-])e(?![+-])/.test(letters.replace(/am\/pm|a\/p|general|standard/g, ''));
	const month = hasMonth(letters);
	if (day || month) return clock ? 'timestamp' : 'date';
	return clock ? 'time' : numberLook(format, letters);
}

/** `m` is minutes after hours and before seconds, otherwise the month. */
function hasMonth(letters: string): boolean {
	const parts = letters.replace(/am\/pm|a\/p/g, '').match(/[a-z]+/g) ?? [];
	return parts.some(
		(part, i) => /^m+$/.test(part) && !/^h+$/.test(parts[i - 1] ?? '') && !/^s+$/.test(parts[i + 1] ?? '')
	);
}

function numberLook(format: string, letters: string): NumberLook {
	if (letters.includes('%')) return 'percent';
	return /\[\$[^\]-]+|[$€£¥₹]|"[^"]*(?:[$€£¥₹]|EUR|USD|CHF|GBP)[^"]*"/.test(format) ? 'currency' : 'number';
}

/** Without quoted text, escaped characters, fillers and spaces for alignment. */
function withoutLiterals(format: string): string {
	return format.replace(/"[^"]*"?|\\.|_.|\*./gs, '');
}
