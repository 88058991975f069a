import { formatCount } from '../format';

function plural(count: number, one: string, many: string): string {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `41 %`; a share that is not nothing is never `0 %`, one that is not all never `100 %`. */
function share(part: number, whole: number): string {
	if (whole === 0) return '';
	const percent = Math.round((part / whole) * 100);
	if (percent === 0 && part > 0) return 'less than 1 %';
	if (percent === 100 && part < whole) return 'more than 99 %';
	return `${percent} %`;
}

const MOST_NAMES = 12;

/** The first names, and how many more there are. */
function list(names: readonly string[]): string {
	const shown = names.slice(0, MOST_NAMES).join(', ');
	return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** The question before a version is kept, and the facts it stands on. */
export const gateTexts = {
	title: (source: string) => `Keep this as the next version of ${source}?`,
	intro: (file: string, before: number) => `${file} is read and checked, but not stored. Against v${before}:`,
	columnsGone: (names: readonly string[]) =>
		`${plural(names.length, 'column is', 'columns are')} gone: ${list(names)}`,
	columnsNew: (names: readonly string[]) =>
		`${plural(names.length, 'column is', 'columns are')} new: ${list(names)}`,
	columnsRenamed: (names: readonly string[]) =>
		`${plural(names.length, 'column has', 'columns have')} another name: ${list(names)}`,
	columnsRetyped: (names: readonly string[]) =>
		`${plural(names.length, 'column has', 'columns have')} another type: ${list(names)}`,
	columnsMoved: 'The columns stand in another order',
	rowsGone: (count: number, before: number) =>
		`${share(count, before)} of the rows are gone: ${formatCount(count)} of ${formatCount(before)}`,
	rowsNew: (count: number, after: number) =>
		`${plural(count, 'row is', 'rows are')} new, ${share(count, after)} of all`,
	rowsModified: (count: number, before: number, columns: readonly string[]) =>
		`${plural(count, 'row is', 'rows are')} changed (${share(count, before)}), in ${list(columns)}`,
	changedIn: (name: string, count: number) => `${name} (${formatCount(count)})`,
	unchanged: (count: number) => `${plural(count, 'row is', 'rows are')} as before`,
	allRowsGone: 'It has no row at all',
	rejects: (after: number, before: number) =>
		`${plural(after, 'record was', 'records were')} rejected; ${formatCount(before)} before`,
	problem: (reason: string) => `The rows could not be compared: ${reason}`,
	tablesGone: (names: readonly string[]) =>
		`${plural(names.length, 'table is', 'tables are')} gone: ${list(names)}`,
	tablesNew: (names: readonly string[]) =>
		`${plural(names.length, 'table is', 'tables are')} new: ${list(names)}`,
	key: (names: readonly string[]) =>
		names.length === 0 ? 'Whole rows were compared' : `Rows were compared by ${names.join(' + ')}`,
	nothing: 'No row or column is different',
	breaks: 'This would not work any more',
	keep: 'Keep the new version',
	discard: 'Discard',
	discarded: 'The new version was discarded. Nothing was kept.',
	waits: 'Waits for your answer',
	answer: 'Answer',
	notice: (file: string) => `${file} waits for your answer before it is kept`,
	review: 'Review',
	asksFirst: 'Show what changes, and ask, before it is kept',
	menu: 'Versions to keep…',
	command: (source: string) => `Keep versions of ${source}: rules, and whether to ask first`
};
