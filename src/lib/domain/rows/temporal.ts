const DAY_SECONDS = 86_400n;
const INFINITE_DAYS = 2_147_483_647;
const INFINITE_TICKS = 2n ** 63n - 1n;

/** How dates are written: ISO 8601 for scripts, DuckDB's way for eyes. */
export type TemporalStyle = 'iso' | 'plain';

/**
 * A DATE. `iso` writes years outside 0000–9999 with sign and six digits (ISO 8601 expanded years), `plain` as DuckDB
 * does: `12024-01-02`, `0044-03-15 (BC)`. @param days since 1970-01-01
 */
export function dateText(days: number, style: TemporalStyle): string {
	if (days === INFINITE_DAYS) return 'infinity';
	if (days === -INFINITE_DAYS) return '-infinity';
	const { year, month, day } = civilDate(days);
	const monthDay = `${pad(month, 2)}-${pad(day, 2)}`;
	if (style === 'plain') {
		return year > 0 ? `${pad(year, 4)}-${monthDay}` : `${pad(1 - year, 4)}-${monthDay} (BC)`;
	}
	if (year >= 0 && year <= 9999) return `${pad(year, 4)}-${monthDay}`;
	return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}-${monthDay}`;
}

/** A TIME: `10:00:00.5`; a fraction only where there is one, without trailing zeros. */
export function timeText(ticks: bigint, ticksPerSecond: bigint): string {
	const seconds = Number(ticks / ticksPerSecond);
	const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	const fraction = (ticks % ticksPerSecond).toString();
	const digits = ticksPerSecond.toString().length - 1;
	const point = fraction === '0' ? '' : `.${fraction.padStart(digits, '0').replace(/0+$/, '')}`;
	return clock.map((part) => pad(part, 2)).join(':') + point;
}

/** A TIMESTAMP: `2024-01-02T03:04:05.5` or `2024-01-02 03:04:05.5`; in UTC where it has a zone: `Z`, `+00`. */
export function timestampText(
	ticks: bigint,
	ticksPerSecond: bigint,
	hasZone: boolean,
	style: TemporalStyle
): string {
	if (ticks === INFINITE_TICKS) return 'infinity';
	if (ticks === -INFINITE_TICKS) return '-infinity';
	const perDay = DAY_SECONDS * ticksPerSecond;
	const days = floorDivide(ticks, perDay);
	const date = dateText(Number(days), style);
	const time = timeText(ticks - days * perDay, ticksPerSecond);
	const zone = !hasZone ? '' : style === 'iso' ? 'Z' : '+00';
	return `${date}${style === 'iso' ? 'T' : ' '}${time}${zone}`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
	const quotient = dividend / divisor;
	return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar, year 0 being 1 BC
 * (http://howardhinnant.github.io/date_algorithms.html#civil_from_days).
 */
function civilDate(days: number): { year: number; month: number; day: number } {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
	};
}

function pad(value: number, width: number): string {
	return String(value).padStart(width, '0');
}
