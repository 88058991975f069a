import { gateTexts } from './en-gate';
import type { ImportPhase } from '$lib/domain/progress';
import type { SettingKey } from '$lib/formats/format';
import { formatBytes, formatCount, formatDuration } from '../format';

const phases: Record<ImportPhase, string> = {
	analysing: 'Analysing',
	reading: 'Reading',
	checking: 'Checking',
	writing: 'Writing',
	judging: 'Judging',
	committing: 'Committing'
};

/** Words for the values of settings; a value without a word is shown as it is. */
const SETTING_WORDS: Record<string, string> = {
	'nested:keep': 'As STRUCT and LIST',
	'nested:flatten': 'As columns',
	'onBroken:fail': 'Keep nothing',
	'onBroken:keep': 'Keep whole records',
	'header:true': 'First record',
	'header:false': 'No header',
	'path:$': 'The whole file: $',
	'headerRow:0': 'No header',
	'mergedCells:once': 'Value once',
	'mergedCells:fill': 'Value in each cell',
	'errorCells:null': 'NULL',
	'errorCells:reject': 'Reject the record'
};

function settingValue(key: SettingKey, value: string | number | boolean | null): string {
	return SETTING_WORDS[`${key}:${value}`] ?? (value === null ? 'None' : String(value));
}

export const importTexts = {
	title: 'Import',
	titleMany: (count: number) => `Import ${count} files`,
	description: 'Check how the file is read, then import it as a version.',
	filesList: 'Files',
	addFiles: 'Add files',
	removeFile: (name: string) => `Leave out ${name}`,
	inArchive: (archive: string) => `in ${archive}`,
	pastedName: 'pasted table',

	states: {
		previewing: 'Reading the head',
		ready: 'Ready',
		unreadable: 'Can’t be read',
		waiting: 'Waiting',
		running: 'Importing',
		done: 'Imported',
		unchanged: 'Unchanged',
		failed: 'Failed',
		cancelled: 'Cancelled'
	},

	readingWorkbook: 'Reading the workbook…',
	preview: 'Preview: first records',
	previewRows: (count: number) => `First ${formatCount(count)} records`,
	noRows: 'There are no records after the header.',
	moreColumns: (count: number) => `and ${formatCount(count)} more columns, which are imported, too.`,
	wouldReject: (message: string) => `Would be a reject: ${message}`,
	record: 'Record',
	columnMenu: (position: number, name: string, type: string) => `Column ${position}: ${name}, ${type}`,
	column: {
		name: 'Name',
		type: 'Type',
		detect: 'Detect',
		detected: (type: string) => `Detect (${type})`,
		include: 'Include this column',
		why: 'Why this type',
		fixed: 'You fixed this type: records that do not fit become rejects.',
		left: 'left out',
		position: (position: number) => `Column ${position} of the file`,
		original: (name: string) => `In the file: ${name}`
	},

	options: 'How the file is read',
	detected: 'detected',
	detectAgain: 'Detect everything again',
	chip: {
		encoding: 'Encoding',
		delimiter: 'Delimiter',
		quote: 'Quote',
		escape: 'Escape',
		header: 'Header',
		comment: 'Comments',
		skipLines: 'Skip lines',
		nullTokens: 'NULL is',
		decimalComma: 'Decimals',
		dateFormat: 'Dates',
		trim: 'Spaces'
	},
	value: {
		detect: 'Detect',
		comma: 'Comma ,',
		semicolon: 'Semicolon ;',
		tab: 'Tab',
		pipe: 'Pipe |',
		space: 'Space',
		other: 'Other',
		none: 'None',
		doubleQuote: 'Double "',
		singleQuote: "Single '",
		doubled: 'Doubled quote',
		backslash: 'Backslash \\',
		headerYes: 'First record',
		headerNo: 'No header',
		hash: '# begins a comment',
		slashes: '// begins a comment',
		dashes: '-- begins a comment',
		emptyText: 'empty',
		point: 'Point 1.5',
		decimalComma: 'Comma 1,5',
		trimYes: 'Trimmed',
		trimNo: 'Kept',
		byColumn: 'By column',
		lines: (count: number) => (count === 1 ? '1 line' : `${count} lines`)
	},
	nullTokens: {
		hint: 'Unquoted fields with exactly one of these texts are NULL. One on each line; an empty line stands for the empty text.',
		suggested: 'Found in this file:',
		add: (token: string) => `Treat ${token} as NULL`
	},
	customHint: {
		skipLines: 'Number of lines',
		delimiter: 'One to four characters',
		comment: 'Text a comment begins with',
		dateFormat: 'strptime, such as %d/%m/%Y'
	},
	apply: 'Apply',
	setting: {
		encoding: { label: 'Encoding', hint: 'Name of an encoding' },
		path: { label: 'Records at', hint: 'Path such as $.data.items' },
		nested: { label: 'Nested values', hint: '' },
		header: { label: 'Header', hint: '' },
		onBroken: { label: 'If it is broken', hint: '' },
		headerRow: { label: 'Header row', hint: 'Number of the row; 0 for none' },
		headerLines: { label: 'Header lines', hint: 'How many rows' },
		mergedCells: { label: 'Merged cells', hint: '' },
		errorCells: { label: 'Error cells', hint: '' }
	} satisfies Record<SettingKey, { label: string; hint: string }>,
	settingValue: settingValue,
	tables: {
		title: 'Tables',
		include: (name: string) => `Import ${name}`,
		size: (rows: number | null, columns: number | null) =>
			[
				rows === null ? null : `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`,
				columns === null ? null : `${formatCount(columns)} ${columns === 1 ? 'column' : 'columns'}`
			]
				.filter(Boolean)
				.join(' × '),
		empty: 'empty',
		kind: { table: '', view: 'view', sheet: '', 'hidden-sheet': 'hidden' }
	},

	target: 'Import as',
	newSource: 'New source',
	nextVersion: (name: string, version: number) => `${name}: next version (v${version})`,
	follow: (name: string) => `Next version of ${name} (this list)`,
	newName: 'Name of the new source',

	estimate: (rows: number | null, ms: number | null, bytes: number | null) =>
		[
			rows === null ? null : `about ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`,
			ms === null ? null : `${formatDuration(ms)}`,
			bytes === null ? null : `${formatBytes(bytes)} stored`
		]
			.filter(Boolean)
			.join(' · '),
	start: 'Import',
	startAll: (count: number) => `Import all ${count}`,
	openInPlace: 'Open in place',
	openInPlaceTitle: 'Query the file as it is, through SQLite; a copy is kept, and no versions are made of it',
	startNext: 'Import this one',
	background: 'Continue in the background',
	again: 'Import again',
	back: 'Back to the preview',
	done: 'Done',

	phases,
	progress: (rows: number) => `${formatCount(rows)} rows`,
	rate: (bytesPerSecond: number) => `${formatBytes(bytesPerSecond)}/s`,
	remaining: (ms: number) => `${formatDuration(ms)} left`,
	secondPass: 'Second pass: a late record disproved a type, so the file is read again.',
	waiting: 'Waiting for the import before it.',
	cancelledText: 'The import was cancelled. Nothing was kept.',
	gate: gateTexts,

	receipt: {
		title: 'Receipt',
		committed: (name: string, version: number) => `${name} v${version} is stored`,
		unchanged: (name: string, version: number) =>
			`Nothing new: these bytes are already stored as ${name} v${version}, so no version was made.`,
		file: 'File',
		sha: 'SHA-256',
		format: 'Format',
		took: 'Took',
		stored: 'Stored',
		when: 'When',
		table: 'Table',
		read: 'Records read',
		loaded: 'Loaded',
		rejected: 'Rejected',
		rows: 'Rows',
		opened: 'The file is queried as it is, through SQLite; a copy is kept.',
		isOpen: (name: string) => `${name} is open`,
		agrees: 'The independent count agrees: read = loaded + rejected.',
		columns: 'Columns',
		columnsOf: (table: string) => `Columns of ${table}`,
		companion: (name: string) => `with ${name}`,
		member: (path: string, archive: string) => `${path} in ${archive}`,
		column: 'Column',
		type: 'Type',
		why: 'Why',
		warnings: 'Told at import',
		phases: 'Phases',
		dialect: 'Read as',
		openData: 'Open data',
		openRejects: (count: number) => `Show ${formatCount(count)} ${count === 1 ? 'reject' : 'rejects'}`
	}
};
