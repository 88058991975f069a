import { formatCount, formatDuration, formatShare } from '../format';

export const profileTexts = {
	title: (columns: number, rows: number) =>
		`${formatCount(columns)} ${columns === 1 ? 'column' : 'columns'}, ${formatCount(rows)} rows`,
	took: (ms: number) => `measured on all rows in ${formatDuration(ms)}`,
	loading: 'Measuring every column on all rows',
	search: 'Find a column',
	noColumn: 'No column has this name.',
	noRows: 'This version has no rows to measure.',
	nulls: 'NULL',
	distinct: 'Distinct',
	distinctEstimate: (margin: number) =>
		`An estimate, up to ${formatShare(margin)} off: counting each of so many different values would take too much memory`,
	distinctExact: (count: number) => `${formatCount(count)}, counted`,
	unique: 'unique',
	range: 'Range',
	mean: 'Mean',
	median: 'Median',
	medianHint: 'The 50 % quantile (an estimate)',
	middle: 'Middle half',
	middleHint: 'From the 25 % to the 75 % quantile (an estimate)',
	length: 'Length',
	notFinite: 'NaN or infinite',
	noValues: 'no values',
	filterBy: (column: string, what: string, count: number) =>
		`Filter by ${column} ${what}: ${formatCount(count)} rows`,
	others: 'other values',
	estimate: 'Which values are the most frequent is an estimate; their counts are exact.',
	counting: 'Counting',
	patterns: 'Find patterns',
	patternsTitle: 'Patterns',
	otherPatterns: (count: number) => `${formatCount(count)} of other patterns`,
	emptyText: 'empty text',
	filters: 'Filters',
	removeFilter: (what: string) => `Remove the filter ${what}`,
	clear: 'Clear all',
	showRows: 'Show the rows',
	hideRows: 'Hide the rows',
	between: (low: string, high: string) => `${low} to ${high}`,
	isNull: 'is NULL',
	equals: (text: string) => `= ${text}`,
	kind: { number: 'number', time: 'time', boolean: 'yes or no', text: 'text', other: 'nested or binary' }
};
