/** A DOUBLE as DuckDB writes it: `1.0`, `1e+16`, `1e-05`, `-0.0`, `inf`, `nan`; the shortest digits that are exact. */
export function doubleText(value: number): string {
	return floatText(value, value.toExponential());
}

/** A FLOAT (32 bits) as DuckDB writes it: the shortest digits that give the same float. */
export function floatText32(value: number): string {
	let shortest = value.toExponential();
	for (let digits = 0; digits <= 8; digits++) {
		const candidate = value.toExponential(digits);
		if (Math.fround(Number(candidate)) !== value) continue;
		shortest = candidate;
		break;
	}
	return floatText(value, shortest);
}

/** @param exponential the digits to write: `-1.25e-7` */
function floatText(value: number, exponential: string): string {
	if (Number.isNaN(value)) return 'nan';
	if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
	if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
	const sign = value < 0 ? '-' : '';
	const [mantissa = '', power = '0'] = exponential.replace('-', value < 0 ? '' : '-').split('e');
	const digits = mantissa.replace('.', '');
	const exponent = Number(power);
	if (exponent < -4 || exponent >= 16) {
		const written = digits.length > 1 ? `${digits.charAt(0)}.${digits.slice(1)}` : digits;
		return `${sign}${written}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
	}
	if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
	const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
	return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** A DECIMAL from its unscaled value: `decimalText(-15n, 2)` is `-0.15`. */
export function decimalText(unscaled: bigint, scale: number): string {
	if (scale === 0) return unscaled.toString();
	const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
	const point = digits.length - scale;
	return `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `value` as a number where that is exact (|value| ≤ 2^53 − 1), else itself. */
export function exactNumber(value: bigint): number | bigint {
	const isExact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
	return isExact ? Number(value) : value;
}
