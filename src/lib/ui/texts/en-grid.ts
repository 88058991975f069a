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
