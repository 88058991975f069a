import { formatCount, formatDuration } from '../format';

function rows(count: number): string {
	return `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
}

export const queryTexts = {
	editor: 'SQL editor',
	hint: 'SELECT * FROM …  (Ctrl Enter runs it)',
	run: 'Run',
	runTitle: 'Run the selection or the statement at the cursor (Ctrl Enter)',
	runAll: 'Run all',
	runAllTitle: 'Run every statement (Ctrl Shift Enter)',
	cancel: 'Cancel',
	history: 'History',
	result: 'Result',
	split: 'Height of the editor',
	statements: 'Statements of this run',
	idle: 'Run a statement to see its rows here.',
	noRows: 'The statement gave no rows',
	running: (elapsedMs: number) => `Running ${formatDuration(elapsedMs)}`,
	rows: (count: number, elapsedMs: number) => `${rows(count)} in ${formatDuration(elapsedMs)}`,
	rowsSoFar: (count: number) => `${rows(count)} so far`,
	changed: (what: string, count: number | null, elapsedMs: number) =>
		`${what}: ${count === null ? 'done' : rows(count)} in ${formatDuration(elapsedMs)}`,
	changedHint: 'It changed this session only. Versions of sources never change.',
	engine: 'Engine',
	engines: { auto: 'Auto', duckdb: 'DuckDB', sqlite: 'SQLite' },
	engineTitle:
		'Which engine runs the statement. Auto: SQLite for the tables of one opened SQLite file alone, else DuckDB.',
	ranBy: (engine: 'duckdb' | 'sqlite') => (engine === 'sqlite' ? 'SQLite, in place' : 'DuckDB'),
	fromCache: 'from cache',
	brought: (table: string, count: number) => `${rows(count)} of ${table} brought from SQLite`,
	broughtBefore: (table: string) => `${table} was brought from SQLite before`,
	failed: 'Failed',
	cancelled: (elapsedMs: number) => `Cancelled after ${formatDuration(elapsedMs)}`,
	sessionLost: 'The engine had to be restarted: temporary tables and settings of this session are gone.',
	waiting: 'Waiting',
	skipped: 'Not run: an earlier statement did not succeed',
	historySearch: 'Search the history',
	historyNone: 'Statements you run are listed here.',
	historyNoMatch: 'Nothing in the history matches.',
	historyClear: 'Clear history',
	historyCleared: 'History cleared',
	historyUse: 'Put into the editor',
	historyMore: (count: number) => `${formatCount(count)} older ones are found by searching`,
	saved: {
		title: 'Saved queries',
		none: 'Ctrl S in a query tab keeps its statements here.',
		save: 'Save',
		saveChanges: 'Save changes',
		isSaved: 'Saved',
		saveTitle: 'Keep these statements under a name (Ctrl S)',
		command: 'Save query',
		commandAs: 'Save query under another name',
		dialog: 'Save query',
		hint: 'It is listed below the sources. Imports tell when a new version breaks it.',
		willReplace: (name: string) => `“${name}” is there already: its text becomes that of this tab.`,
		nameTaken: (name: string) => `Another query is called “${name}”.`,
		replace: 'Replace',
		remove: 'Delete',
		removed: (name: string) => `Saved query “${name}” deleted`,
		changed: (name: string) => `${name}, not saved`
	},
	close: 'Close'
};
