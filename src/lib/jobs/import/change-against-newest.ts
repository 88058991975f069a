import { asAppError } from '$lib/domain/errors';
import type { DiffOptions, DiffSummary } from '$lib/domain/diff/diff';
import { diffFields, schemaChanges } from '$lib/domain/diff/fields';
import type { RowChanges, TableChange, VersionChange } from '$lib/domain/versions/version-change';
import type { Version, VersionTable } from '$lib/domain/versions/version';
import { makeDiff } from '$lib/jobs/diff/diff-job';
import { Statements } from '$lib/jobs/diff/statements';
import { partFile } from '$lib/jobs/quality/part-rewrite';
import type { LoadedVersion } from '$lib/jobs/quality/reject-rows';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { ResolvedTable, StagedImport } from '$lib/protocol/library-api';

/** A version that was loaded and is not stored yet, and the newest one that is. */
export interface StagedVersion {
	session: EngineSession;
	loaded: LoadedVersion;
	staged: Pick<StagedImport, 'sourceId' | 'sourceName'>;
	newest: Version;
	signal: AbortSignal;
}

/** Compares what was loaded with the newest version, table by table, by what is kept for the source's diffs. */
export async function changeAgainstNewest(
	version: StagedVersion
): Promise<Omit<VersionChange, 'fileName' | 'warnings'>> {
	const { loaded, staged, newest, signal } = version;
	const { sourceId, sourceName } = staged;
	const tables: TableChange[] = [];
	const addedTables: string[] = [];
	const resolved = await stagedTables(version);
	for (const after of resolved) {
		const before = tableBefore(newest, loaded, after.table);
		if (!before) addedTables.push(after.table.name);
		else tables.push(await tableChange(version, before, after));
		signal.throwIfAborted();
	}
	const known = new Set(tables.map(({ name }) => name));
	const isOnly = loaded.tables.length === 1 && newest.tables.length === 1;
	const removedTables = isOnly
		? []
		: newest.tables.map(({ name }) => name).filter((name) => !known.has(name));
	return { sourceId, sourceName, before: newest.version, tables, addedTables, removedTables };
}

/** The tables of the version that is not stored yet, as the engine can read them. */
export async function stagedTables({
	loaded,
	staged: { sourceId, sourceName }
}: Pick<StagedVersion, 'loaded' | 'staged'>): Promise<ResolvedTable[]> {
	const parts = await Promise.all(loaded.targets.map((target, part) => partFile(target, loaded.bytes[part])));
	return loaded.tables.map((table, tableIndex) => ({
		name: '',
		sourceId,
		sourceName,
		// no stored version has this number
		version: 0,
		view: 'rows',
		tableIndex,
		table,
		parts
	}));
}

/** The newest version's table that has become `table`: the only one of each, or the one of its name. */
export function tableBefore(
	newest: Pick<Version, 'tables'>,
	loaded: Pick<LoadedVersion, 'tables'>,
	table: VersionTable
): VersionTable | undefined {
	if (loaded.tables.length === 1 && newest.tables.length === 1) return newest.tables[0];
	return newest.tables.find(({ name }) => name === table.name);
}

async function tableChange(
	version: StagedVersion,
	before: VersionTable,
	after: ResolvedTable
): Promise<TableChange> {
	const change = {
		name: after.table.name,
		rowsBefore: before.rows,
		rowsAfter: after.table.rows,
		rejectedBefore: before.rejected,
		rejectedAfter: after.table.rejected
	};
	try {
		const summary = await diffOf(version, before, after);
		return { ...change, rows: rowChanges(summary), schema: summary.schema, problem: null };
	} catch (cause) {
		const error = asAppError(cause);
		if (error.code === 'cancelled' || error.code === 'engine/crashed') throw error;
		const kept = await keptOptions(version);
		const fields = diffFields(before.columns, after.table.columns, [], kept);
		return {
			...change,
			rows: null,
			schema: schemaChanges(before.columns, fields),
			problem: error.message
		};
	}
}

async function diffOf(
	{ session, staged, newest }: StagedVersion,
	before: VersionTable,
	after: ResolvedTable
): Promise<DiffSummary> {
	const stem = `${staged.sourceName}@${newest.version}`;
	const name = newest.tables.length === 1 ? stem : `${stem}.${before.name}`;
	const connection = await session.connect();
	try {
		const diff = await makeDiff(
			session,
			new Statements(connection),
			{ from: { kind: 'table', name }, to: { kind: 'resolved', resolved: after }, options: {} },
			(sourceId) => session.library.diffOptions(sourceId),
			() => undefined
		);
		for (const drop of diff.drops) await session.engine.run(drop);
		return diff.summary;
	} finally {
		if (session.engine.isAlive) await connection.close();
	}
}

async function keptOptions({
	session,
	staged
}: StagedVersion): Promise<Pick<DiffOptions, 'ignore' | 'renames' | 'compareSchema'>> {
	const kept = await session.library.diffOptions(staged.sourceId);
	return { ignore: [], renames: kept?.renames ?? [], compareSchema: false };
}

function rowChanges({ key, added, removed, modified, unchanged, columns }: DiffSummary): RowChanges {
	const changed = columns.filter((column) => column.changed > 0);
	return {
		key,
		added,
		removed,
		modified,
		unchanged,
		columns: changed.toSorted((a, b) => b.changed - a.changed)
	};
}
