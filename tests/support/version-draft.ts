import type { VersionDraft } from '$lib/protocol/library-api';

/** A draft of a version with one table of two columns; what the files hold does not matter to the library. */
export function draftOf(
	importId: string,
	changes: Partial<VersionDraft> & { name?: string; rows?: number } = {}
): VersionDraft {
	const { name = 'orders', rows = 3, sha256 = 'a'.repeat(64), ...rest } = changes;
	const columns = [
		{ name: 'id', type: 'BIGINT', why: 'all records are whole numbers' },
		{ name: 'city', type: 'VARCHAR', why: 'text' }
	];
	return {
		tables: [
			{ name, rows, rejected: 0, columns, segments: [{ part: 0, table: 't0_s0', firstRecord: 1, rows }] }
		],
		partBytes: [],
		partCount: 1,
		sha256,
		options: {},
		optionsKey: '{}',
		receipt: {
			importId,
			sourceId: '',
			sourceName: '',
			version: 0,
			status: 'committed',
			committedAt: '',
			file: { name: `${name}.csv`, sizeBytes: 20, sha256 },
			format: 'delimited',
			tables: [{ name, rowsRead: rows, rowsLoaded: rows, rowsRejected: 0, columns }],
			warnings: [],
			storedBytes: 0,
			elapsedMs: 1,
			phases: []
		},
		...rest
	};
}
