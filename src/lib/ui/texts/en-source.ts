import { formatCount } from '../format';

export const sourceTexts = {
	views: {
		data: 'Data',
		profile: 'Profile',
		versions: 'Versions',
		schema: 'Schema',
		quality: 'Quality',
		rejects: 'Rejects'
	},
	schema: {
		guesses: 'Columns that may have been renamed',
		guessCount: (count: number) =>
			count === 1 ? 'A column may have been renamed' : `${count} columns may have been renamed`,
		guessLink: (count: number) => (count === 1 ? 'A rename? ↓' : `${count} renames? ↓`),
		search: 'Search tables and columns',
		noMatch: 'No table or column has this in its name or type.',
		columns: (count: number) => `${count} ${count === 1 ? 'column' : 'columns'}`,
		rows: (count: string) => `${count} rows`,
		unknownRows: 'rows not counted',
		view: 'view',
		column: 'Column',
		nativeType: 'In the source',
		type: 'Here',
		nullable: 'NULL',
		required: 'never',
		allowed: 'allowed',
		key: 'Key',
		primary: 'primary key',
		unique: 'unique',
		refersTo: (table: string, columns: string) => `→ ${table} (${columns})`,
		scope: 'Which versions',
		allVersions: 'All versions',
		evolution: 'Columns by version',
		oneVersion: 'There is one version so far. Import another one to see how its columns change.',
		onlyChanged: 'Only columns that changed',
		nothingChanged: 'No column has changed.',
		showAllRows: (count: string) => `Show all ${count} columns`,
		legend:
			'+ new, − gone, ~ another type, → another name than in the version before. Renames are those confirmed when comparing.',
		cell: { added: 'new', removed: 'gone' },
		absent: 'not there',
		wasNamed: (name: string) => `was named ${name}`,
		wasOfType: (type: string) => `was ${type}`,
		columnsWord: 'columns',
		tableWord: (name: string) => `table ${name}`,
		generatedAt: (when: string) => `As of ${when}`
	},
	version: 'Version',
	newest: 'newest',
	tables: 'Table',
	newVersion: 'New version',
	query: 'Query',
	gone: 'This source was deleted.',
	noVersions: 'This source has no versions.',
	noRejects: 'No rejects: every record of this version was loaded.',
	rejectsCount: (count: number, read: number) =>
		`${formatCount(count)} of ${formatCount(read)} records were not loaded. They are queryable as`,
	rejectsRaw: 'Raw text of the record',
	previousReject: 'Previous reject',
	nextReject: 'Next reject',
	recordNumber: (record: string) => `Record ${record}`,
	atByte: (offset: string) => `at byte ${offset}`,
	copyRaw: 'Copy raw text',
	noRows: 'This version has no rows: its file had only a header.',

	damaged: {
		title: 'This source is damaged',
		what: 'What is damaged can not be repaired here. Other sources are not affected. Delete this source and import its files again; files on your disk are not touched.',
		remove: 'Delete this source',
		version: 'This version is damaged',
		whatVersion:
			'The other versions of this source are whole. Delete this one, and import its file again if you have it.',
		others: 'Show the other versions',
		removeVersion: (version: number) => `Delete v${version}`
	},

	restore: {
		menu: 'Restore as newest …',
		title: (name: string, version: number) => `Restore ${name} v${version} as newest?`,
		what: (rows: number, rejected: number) =>
			`A new version is made with the same ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}${
				rejected > 0 ? ` and ${formatCount(rejected)} ${rejected === 1 ? 'reject' : 'rejects'}` : ''
			}. Queries on the name alone read it from then on.`,
		rest: 'All versions that there are stay as they are. Rules of today are checked, but keep nothing out.',
		restore: 'Restore',
		job: (name: string, version: number) => `Restore ${name} v${version}`,
		done: (name: string, from: number, to: number) => `${name} v${from} is the newest again, as v${to}`,
		from: (version: number) => `restored from v${version}`,
		receipt: (version: number, when: string) =>
			`Made from v${version} of ${when}: the same rows, record numbers and rejects, proved by content hash.`
	},

	layers: {
		title: 'Versions, newest first',
		rows: 'rows',
		rejects: 'rejects',
		stored: 'stored',
		first: 'first version',
		change: (difference: string) => `${difference} rows`,
		newest: 'newest',
		shown: 'shown',
		show: 'Show data',
		showRejects: 'Show rejects',
		receipt: 'Receipt',
		remove: 'Delete version',
		more: (version: string) => `More about ${version}`,
		pin: 'Pin: never delete by rule',
		unpin: 'Unpin',
		pinned: 'pinned',
		label: 'Name and note …',
		verify: 'Check stored rows',
		verifying: 'Checking …',
		verified: 'Checked: every row is as it was imported.',
		damaged: 'Damaged: its rows are not those that were imported.',
		unverified: 'There is nothing to compare with yet. Try again in a minute.',
		unreadable: 'It could not be read. Try again, or reload the page.',
		keep: 'What to keep …',
		layered: (base: string) => `stored as what differs from ${base}`,
		noChange: 'no row changed',
		counting: 'counting changes …',
		uncounted: 'changes not counted',
		countNow: 'Count changes',
		changed: (added: number, removed: number, modified: number, before: number) =>
			`${formatCount(added)} added, ${formatCount(removed)} removed, ${formatCount(modified)} modified since v${before}`,
		since: (before: number) => `since v${before}`,
		byKey: (key: readonly string[]) => `rows told apart by ${key.join(' + ')}`,
		byWholeRow: 'without a key: whole rows were compared',
		schemaChanges: 'Changed columns',
		several: (sign: string, count: number) => `${sign} ${formatCount(count)} columns`,
		compareHint: 'Choose two versions to compare them.',
		choose: (version: string) => `Choose ${version} for a comparison`,
		compare: (from: string, to: string) => `Compare ${from} → ${to}`,
		chosenOne: (version: string) => `${version} is chosen: choose another one to compare it with.`,
		clearChosen: 'Clear the choice'
	}
};
