import type { ColumnProfile, ProfileFilter } from '$lib/domain/profile/profile';
import { texts } from '../texts';

const DAY_MS = 86_400_000;

/** A place on a histogram's axis, in the units of the column: a number, a date, a time. */
export function axisText(value: number, column: Pick<ColumnProfile, 'kind' | 'type'>): string {
	if (column.kind !== 'time') return numberText(value);
	if (/^TIME\b/.test(column.type)) return new Date(Math.min(value, DAY_MS - 1)).toISOString().slice(11, 19);
	const date = new Date(value);
	if (Number.isNaN(date.getTime())) return numberText(value);
	const iso = date.toISOString();
	return column.type === 'DATE' || value % DAY_MS === 0
		? iso.slice(0, 10)
		: iso.slice(0, 16).replace('T', ' ');
}

/** Up to six digits that count; the exact smallest and largest values stand beside it as text. */
export function numberText(value: number): string {
	if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString('en');
	return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}

/** A number that is near the true one only, to four digits. */
export function estimateText(value: number): string {
	return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

const SPACE_MARKS: Readonly<Record<string, string>> = {
	' ': '␣',
	'\u00a0': '⍽',
	'\t': '⇥',
	'\n': '↵',
	'\r': '↵'
};

/** A text in which nothing stays unseen: the empty one in words, white space at its ends as marks. */
export function visibleText(text: string): string {
	if (text === '') return texts.profile.emptyText;
	return text.replaceAll(/^\s+|\s+$/g, (spaces) =>
		[...spaces].map((one) => SPACE_MARKS[one] ?? '⍽').join('')
	);
}

/** A filter in words, without the column's name. */
export function filterText(filter: ProfileFilter, column: Pick<ColumnProfile, 'kind' | 'type'>): string {
	if (filter.kind === 'null') return texts.profile.isNull;
	if (filter.kind === 'value') return texts.profile.equals(visibleText(filter.text));
	return texts.profile.between(axisText(filter.low, column), axisText(filter.high, column));
}
