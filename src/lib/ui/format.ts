/** Numbers, sizes and times for summaries. Data cells never go through these. */

const count = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

const estimate = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const rough = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });

/** `12,345`: exact. */
export function formatCount(value: number): string {
	return count.format(value);
}

/** `12.3K`, `2M`: for narrow places; the exact number belongs in a title. */
export function formatCompact(value: number): string {
	return value < 10_000 ? count.format(value) : compact.format(value);
}

/** A number that may be off by a share of it: `≈ 1.98M`, with the digits that mean something. */
export function formatEstimate(value: number, margin: number): string {
	return `≈ ${(margin > 0.1 ? rough : estimate).format(value)}`;
}

/** With the sign that stands for the meaning: `+ 120`, `− 3`, `± 0`. */
export function formatDifference(value: number): string {
	if (value === 0) return '± 0';
	return `${value > 0 ? '+' : '−'} ${count.format(Math.abs(value))}`;
}

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as file managers show them: `1.4 MB`. */
export function formatBytes(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	while (value >= 1000 && unit < SIZE_UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	const digits = unit === 0 || value >= 100 ? 0 : 1;
	return `${value.toFixed(digits)} ${SIZE_UNITS[unit]}`;
}

/** `8 ms`, `1.2 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
	const minutes = Math.floor(ms / 60_000);
	const seconds = String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0');
	return `${minutes} min ${seconds} s`;
}

/** Local time as `2026-09-07 14:05`. */
export function formatDateTime(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return iso;
	const two = (value: number) => String(value).padStart(2, '0');
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The same moment with seconds and zone, for titles: `2026-09-07 14:05:33 UTC`. */
export function formatExactTime(iso: string): string {
	const date = new Date(iso);
	return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `12.3%`; what is not nothing is never shown as `0%`, and what is not all never as `100%`. */
export function formatPart(part: number, digits = 1): string {
	const format = (value: number) =>
		value.toLocaleString('en', { style: 'percent', maximumFractionDigits: digits });
	const least = 10 ** -(digits + 2);
	if (part > 0 && part < least) return `< ${format(least)}`;
	if (part < 1 && part > 1 - least) return `> ${format(1 - least)}`;
	return format(part);
}

/** `12 %`. */
export function formatShare(share: number): string {
	return `${Math.round(share * 100)} %`;
}
