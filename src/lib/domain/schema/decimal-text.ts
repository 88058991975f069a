/**
 * The decimal value of `text` (sign ignored) as significant digits and the power of ten of the last digit:
 * `1.50e3` → `15e2`. Zero is `0`. Two texts have the same magnitude exactly if this is equal.
 */
export function decimalMagnitude(text: string): string {
	const [mantissa = '', exponent = ''] = text.replace(/^[+-]/, '').toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.split('.');
	const digits = (whole + fraction).replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	if (significant === '') return '0';
	return `${significant}e${Number(exponent || '0') - fraction.length + digits.length - significant.length}`;
}

/** SQL for `decimalMagnitude`: `expression` is text without sign and in lower case. */
export function decimalMagnitudeSql(expression: string): string {
	const mantissa = `split_part(${expression}, 'e', 1)`;
	const fraction = `split_part(${mantissa}, '.', 2)`;
	const digits = `ltrim(concat(split_part(${mantissa}, '.', 1), ${fraction}), '0')`;
	const significant = `rtrim(${digits}, '0')`;
	const exponent = `coalesce(TRY_CAST(split_part(${expression}, 'e', 2) AS BIGINT), 0)`;
	const power = `${exponent} - length(${fraction}) + length(${digits}) - length(${significant})`;
	return `CASE WHEN ${significant} = '' THEN '0' ELSE concat(${significant}, 'e', ${power}) END`;
}

const LARGEST_BIGINT = 9223372036854775807n;
const LARGEST_HUGEINT = 170141183460469231731687303715884105727n;

/** Whether a whole number fits the type's range. `digits` may have a sign and leading zeros. */
export function fitsInteger(kind: 'BIGINT' | 'HUGEINT', digits: string): boolean {
	const largest = kind === 'BIGINT' ? LARGEST_BIGINT : LARGEST_HUGEINT;
	const negative = digits.startsWith('-');
	const bare = digits.replace(/^[+-]/, '').replace(/^0+(?=\d)/, '');
	if (bare.length > 39) return false;
	const magnitude = BigInt(bare);
	return magnitude <= (negative ? largest + 1n : largest);
}
