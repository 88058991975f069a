import { formatBytes, formatCount } from '../format';
import { diffTexts } from './en-diff';
import { errorTexts } from './en-errors';
import { exportTexts } from './en-export';
import { gridTexts } from './en-grid';
import { importTexts } from './en-import';
import { qualityTexts } from './en-quality';
import { queryTexts } from './en-query';
import { profileTexts } from './en-profile';
import { sourceTexts } from './en-source';

/** `1 row`, `2,000 rows`. */
function plural(count: number, one: string, many: string): string {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export const en = {
	appName: 'Varve',
	rows: (count: number) => plural(count, 'row', 'rows'),
	files: (count: number) => plural(count, 'file', 'files'),
	versions: (count: number) => plural(count, 'version', 'versions'),
	rejects: (count: number) => plural(count, 'reject', 'rejects'),
	versionName: (version: number) => `v${version}`,
	close: 'Close',
	cancel: 'Cancel',
	undo: 'Undo',
	tryAgain: 'Try again',
	copyDetails: 'Copy details',
	copied: 'Copied',
	loading: 'Loading',
	skipToContent: 'Skip to content',

	top: {
		project: 'Local project',
		menu: 'Open sources',
		search: 'Search or run a command',
		theme: 'Theme',
		themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
		shortcuts: 'Keyboard shortcuts',
		selfTest: 'Self-test'
	},

	jobs: {
		title: 'Jobs',
		none: 'Nothing is running. Imports show up here.',
		running: (count: number) =>
			count === 0 ? 'No jobs running' : plural(count, 'job running', 'jobs running'),
		show: 'Show',
		clear: 'Clear finished',
		cancelJob: (title: string) => `Cancel ${title}`,
		waiting: 'Waiting for its turn',
		starting: 'Starting',
		cancelled: 'Cancelled, nothing was kept',
		done: (source: string, version: number) => `Imported as ${source} v${version}`,
		unchanged: (source: string, version: number) => `Unchanged: the same as ${source} v${version}`
	},

	storage: {
		title: 'Storage',
		meter: (used: number, quota: number) => `${formatBytes(used)} of ${formatBytes(quota)} used`,
		used: 'Used',
		available: 'Available to this site',
		kept: 'Kept by the browser',
		persisted: 'Yes: the browser will not remove it by itself',
		notPersisted: 'Not promised: the browser may remove it when the disk gets full',
		persist: 'Keep data',
		refused: 'The browser said no. Installing the app or adding a bookmark often changes its mind.',
		memory: 'In memory only: everything is gone when this tab closes',
		memoryShort: 'In memory',
		bySource: 'By source',
		nearlyFull: 'Storage is nearly full. Delete versions you no longer need.',
		full: 'Storage is full: imports fail until there is room. Nothing that was stored is lost.'
	},

	memoryNotice: {
		text: 'This browser lets Varve keep nothing on disk, so data is in memory and goes when this tab closes.',
		dismiss: 'Understood'
	},

	sources: {
		title: 'Sources',
		search: 'Filter sources and queries',
		none: 'No sources yet',
		noMatch: (text: string) => `No source matches “${text}”`,
		importFiles: 'Import files',
		dropHint: 'or drop them anywhere',
		collapse: 'Hide sources',
		expand: 'Show sources',
		resize: 'Width of the sources panel',
		menu: (name: string) => `Actions for ${name}`,
		open: 'Open',
		query: 'Query',
		tablesOf: (name: string) => `Tables of ${name}`,
		showTables: (name: string) => `Show the tables of ${name}`,
		hideTables: (name: string) => `Hide the tables of ${name}`,
		queryTable: (name: string) => `Query ${name}`,
		newVersion: 'Import a new version…',
		rename: 'Rename…',
		remove: 'Delete…',
		removeDamaged: 'Delete damaged source…',
		status: { ready: 'Ready', importing: 'Importing', damaged: 'Damaged' },
		dropHere: (name: string) => `Drop to make the next version of ${name}`
	},

	diff: diffTexts,
	tabs: {
		title: 'Open tabs',
		newQuery: 'New query',
		query: (number: number) => `Query ${number}`,
		closeTab: (title: string) => `Close ${title}`,
		missing: 'Deleted source'
	},

	status: {
		title: 'Status',
		engine: { starting: 'Engine starting', ready: 'Engine ready', failed: 'Engine not running' },
		engineVersion: (version: string) => `DuckDB ${version}`,
		memory: (bytes: number) => `${formatBytes(bytes)} memory`,
		offline: {
			unknown: 'Preparing for offline',
			ready: 'Ready offline',
			unsupported: 'Online only in this browser'
		},
		selfTest: 'Open the self-test',
		update: 'A new version is ready: reload',
		sources: (count: number) => plural(count, 'source', 'sources')
	},

	empty: {
		sentence:
			'Varve keeps every version of the data files you receive, checked and ready for SQL, in this browser.',
		drop: 'Drop files here',
		formats:
			'CSV and any delimited text, JSON, Excel, Parquet, Arrow, SQLite, DuckDB; also .gz and .zip. Nothing is uploaded.',
		choose: 'Choose files',
		fromUrl: 'From a URL',
		paste: 'or paste a table',
		sample: 'Try with sample data',
		sampleHint: 'Three weekly exports of a shop’s orders become three versions of one source.',
		sampleRunning: 'Importing the sample',
		noTab: 'Choose a source on the left, or start a query.',
		sampleSource: 'orders'
	},

	drop: {
		title: 'Drop to import',
		hint: 'Files and folders; each file becomes a source, or the next version of the source it came from.'
	},

	notices: {
		title: 'Messages',
		imported: (name: string, version: number, rows: number) =>
			`${name} v${version} imported: ${plural(rows, 'row', 'rows')}`,
		withRejects: (count: number) => `, ${plural(count, 'reject', 'rejects')}`,
		unchanged: (name: string, version: number) => `Unchanged: ${name} v${version} has the same bytes already`,
		putAside: (count: number) => `${plural(count, 'file was', 'files were')} not imported`,
		open: 'Open',
		dismiss: 'Dismiss message'
	},

	url: {
		title: 'Import from a URL',
		address: 'Address of the file',
		hint: 'Only this request leaves your browser, without cookies. The server must allow other sites to read the file.',
		loading: 'Loading',
		loaded: (read: string, total: string | null) => (total === null ? read : `${read} of ${total}`),
		load: 'Load'
	},

	dialogs: {
		rename: (name: string) => `Rename ${name}`,
		renameHint: 'SQL uses this name.',
		name: 'Name',
		save: 'Rename',
		removeSource: (name: string) => `Delete ${name}?`,
		removeSourceText: (versions: number, bytes: number) =>
			`${plural(versions, 'version', 'versions')} (${formatBytes(bytes)}) will be gone for good. The files you imported are not touched.`,
		removeVersion: (name: string, version: number) => `Delete ${name} v${version}?`,
		labels: (name: string, version: string) => `Name and note of ${name} ${version}`,
		labelName: 'Name',
		labelNote: 'Note',
		labelHint: 'Shown on the time line. Names in SQL stay as they are.',
		retention: (name: string) => `Versions of ${name} to keep`,
		retentionText:
			'A version that any of these keeps is kept; the newest and pinned ones always. Without a number everything is kept. Applied now, and after every import.',
		retentionLast: 'The newest',
		retentionDays: 'One a day, for the last days with versions',
		retentionWeeks: 'One a week, for the last weeks with versions',
		retentionMonths: 'One a month, for the last months with versions',
		retentionAsksFirst: 'Show what a new version changes, and ask, before it is kept',
		retentionNothing: 'Nothing would be deleted now.',
		retentionGone: (count: number, bytes: string) =>
			`${count === 1 ? 'One version' : `${count} versions`} would be deleted now and for good; that frees about ${bytes}:`,
		retentionSave: 'Save',
		retentionDelete: (count: number) =>
			count === 1 ? 'Save and delete a version' : `Save and delete ${count} versions`,
		removeVersionText: (bytes: number) =>
			`This version (${formatBytes(bytes)}) and its rejects will be gone for good. Other versions keep their numbers.`,
		remove: 'Delete'
	},

	palette: {
		title: 'Commands',
		placeholder: 'Source, saved query or command',
		nothing: 'Nothing found',
		sources: 'Sources',
		commands: 'Commands',
		queries: 'Saved queries',
		importFiles: 'Import files',
		importUrl: 'Import from a URL',
		newQuery: 'New query',
		sample: 'Import the sample data',
		togglePanel: 'Show or hide the sources panel',
		closeTab: 'Close tab',
		reopenTab: 'Reopen closed tab',
		persist: 'Ask the browser to keep the data',
		shortcuts: 'Keyboard shortcuts',
		selfTest: 'Open the self-test',
		theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' }
	},

	shortcuts: {
		title: 'Keyboard shortcuts',
		groups: { everywhere: 'Everywhere', editor: 'In the editor', grid: 'In a grid', tabs: 'In the tab list' },
		palette: 'Search or run a command',
		importFiles: 'Import files',
		paste: 'Import the table or files on the clipboard',
		panel: 'Show or hide the sources panel',
		newQuery: 'New query',
		closeTab: 'Close the tab',
		reopenTab: 'Reopen the closed tab',
		goToTab: 'Go to tab 1 to 9',
		regions: 'Next region: sources, tabs, content',
		help: 'This list',
		run: 'Run the selection or the statement at the cursor',
		saveQuery: 'Save the statements of the tab under a name',
		moveCell: 'Move between cells',
		copyCells: 'Copy the selected cells',
		columnMenu: 'Menu of the column',
		findInRows: 'Find a text in the rows',
		moveTab: 'Previous or next tab',
		deleteTab: 'Close the tab'
	},

	start: {
		failed: 'Varve could not open its library.',
		crashed: 'This part of the page stopped working.',
		reload: 'Reload'
	},

	export: exportTexts,
	import: importTexts,
	query: queryTexts,
	grid: gridTexts,
	profile: profileTexts,
	source: sourceTexts,
	quality: qualityTexts,
	errors: errorTexts
};
