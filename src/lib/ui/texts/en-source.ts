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
		remove: 'Delete this source'
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
		moreColumns: (count: number) => `+ ${count} columns`,
		fewerColumns: (count: number) => `− ${count} columns`,
		retyped: (count: number) => `~ ${count} retyped`
	}
};
