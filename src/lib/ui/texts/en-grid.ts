import { formatCount } from '../format';

function amount(count: number, unit: string): string {
	return `${formatCount(count)} ${unit}${count === 1 ? '' : 's'}`;
}

export const gridTexts = {
	result: 'Result',
	noRows: 'No rows',
	running: 'Running…',
	row: 'Row',
	nullCell: 'NULL',
	sorting: 'Sorting…',
	pinned: 'pinned',
	columnMenu: (name: string) => `Column ${name}`,
	sortUp: 'Sort ascending',
	sortDown: 'Sort descending',
	sortNone: 'Do not sort',
	moveLeft: 'Move left',
	moveRight: 'Move right',
	pin: 'Pin at the left',
	unpin: 'Unpin',
	pinColumn: (name: string) => `Pin ${name} at the left`,
	hide: 'Hide',
	fit: 'Fit width',
	fitAll: 'Fit all widths',
	columns: 'Columns',
	columnsHidden: (count: number) => `Columns (${formatCount(count)} hidden)`,
	findColumn: 'Find a column',
	noColumn: 'No column has this in its name.',
	showAll: 'Show all',
	resetColumns: 'Reset',
	find: 'Find in the rows',
	findItem: 'Find in the rows …',
	findNext: 'Next match (Enter)',
	findPrevious: 'Previous match (Shift Enter)',
	searching: (done: number, all: number) => `${formatCount(done)} of ${amount(all, 'row')} searched`,
	foundIn: (row: number) => `Row ${formatCount(row)}`,
	notFound: 'Not found',
	copying: 'Copying…',
	copied: (rows: number, columns: number) => `Copied ${amount(rows, 'row')} × ${amount(columns, 'column')}`,
	tooMuchToCopy: (cells: number, limit: number) =>
		`The selection has ${formatCount(cells)} cells; at most ${formatCount(limit)} can be copied at once. Nothing was copied.`,
	value: 'Value',
	copy: 'Copy',
	emptyText: 'Empty text',
	notLoaded: 'Not loaded.',
	aboutCell: (type: string, rowNumber: number | undefined, size: string) =>
		[type, rowNumber === undefined ? '' : `row ${rowNumber}`, size].filter(Boolean).join(' · '),
	characters: (count: number) => amount(count, 'character'),
	bytes: (count: number, shown: number) =>
		amount(count, 'byte') + (shown < count ? `, the first ${formatCount(shown)} are shown` : '')
};
