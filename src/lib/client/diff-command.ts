import { AppError } from '$lib/domain/errors';
import { CHANGE_KINDS, type ChangeKind, type DiffOptions, type DiffSummary } from '$lib/domain/diff/diff';
import { addDetails, type DiffDetails } from '$lib/domain/diff/details';
import { ALL_ROWS } from '$lib/domain/diff/rows-sql';
import type { DiffRequest, DiffSide } from '$lib/protocol/diff-api';
import type { VarveDiff, VarveDiffOptions, VarveDiffSide } from './varve-api';
import type { WorkspaceClient } from './workspace-client';

/** Rows of each kind that are given in full unless told otherwise. */
const DEFAULT_LIMIT = 1000;

/** `window.varve.diff`: see docs/API.md. */
export async function diffVersions(
	client: WorkspaceClient,
	source: string,
	from: number,
	to: number,
	{ key, limit = DEFAULT_LIMIT, table, signal, ...rest }: VarveDiffOptions
): Promise<VarveDiff> {
	const sourceId = await client.sourceId(source);
	const name = (await client.library.findSource(sourceId))?.name ?? source;
	await assertVersions(client, sourceId, name, [from, to]);
	const side = (version: number) =>
		({ kind: 'table', name: `${name}@${version}${table === undefined ? '' : `.${table}`}` }) as const;
	const keyNames = namesOf(key);
	const options: Partial<DiffOptions> = { ...rest, ...(keyNames && { key: keyNames }) };
	return diffSides(client, { from: side(from), to: side(to), options }, limit, signal, async () => {
		if (keyNames) await client.library.keepDiffOptions(sourceId, { key: keyNames });
	});
}

/** `window.varve.diffQueries`: see docs/API.md. */
export async function diffQueries(
	client: WorkspaceClient,
	from: VarveDiffSide,
	to: VarveDiffSide,
	{ key, limit = DEFAULT_LIMIT, signal, ...rest }: Omit<VarveDiffOptions, 'table'>
): Promise<VarveDiff> {
	const keyNames = namesOf(key);
	const options: Partial<DiffOptions> = { ...rest, ...(keyNames && { key: keyNames }) };
	const sides = { from: sideOf(from), to: sideOf(to), options };
	return diffSides(client, sides, limit, signal);
}

function sideOf(given: VarveDiffSide): DiffSide {
	return typeof given === 'string' ? { kind: 'query', sql: given } : { kind: 'table', name: given.table };
}

function namesOf(key: VarveDiffOptions['key']): string[] | undefined {
	return typeof key === 'string' ? [key] : key;
}

async function diffSides(
	client: WorkspaceClient,
	sides: Omit<DiffRequest, 'diffId'>,
	limit: number,
	signal: AbortSignal | undefined,
	onMade: () => Promise<void> = async () => undefined
): Promise<VarveDiff> {
	const diffId = crypto.randomUUID();
	const summary = await client.differ.diff({ diffId, ...sides }, () => undefined, signal);
	try {
		await onMade();
		const details: DiffDetails = { added: [], removed: [], modified: [] };
		for (const kind of CHANGE_KINDS) {
			if (limit > 0 && summary[kind] > 0) await readRows(client, diffId, summary, kind, limit, details);
		}
		return publicDiff(summary, details);
	} finally {
		await client.differ.releaseDiff(diffId);
	}
}

async function readRows(
	client: WorkspaceClient,
	diffId: string,
	summary: DiffSummary,
	kind: ChangeKind,
	limit: number,
	details: DiffDetails
): Promise<void> {
	const { differ } = client;
	const queryId = crypto.randomUUID();
	const handle = await differ.openDiff({ diffId, queryId, choice: { ...ALL_ROWS, kinds: [kind] } });
	try {
		const rows = await differ.rows(handle, 0, Math.min(limit, handle.progress.rowCount));
		addDetails(details, summary, rows);
	} finally {
		await differ.release(handle.resultId);
	}
}

async function assertVersions(
	client: WorkspaceClient,
	sourceId: string,
	name: string,
	wanted: readonly number[]
): Promise<void> {
	const versions = await client.library.versions(sourceId);
	for (const version of wanted) {
		if (!versions.some((known) => known.version === version))
			throw new AppError('version/unknown', `“${name}” has no version ${version}.`, {
				source: name,
				version
			});
	}
}

function publicDiff(summary: DiffSummary, details: DiffDetails): VarveDiff {
	const { key, added, removed, modified, unchanged, changedFields, columns, elapsedMs } = summary;
	const { added: newColumns, removed: dropped, renamed, retyped } = summary.schema;
	return {
		key,
		added,
		removed,
		modified,
		unchanged,
		totalChanges: added + removed + modified,
		changedFields,
		columns,
		schema: { added: newColumns, removed: dropped, renamed, retyped },
		duplicates: { from: summary.keysFrom, to: summary.keysTo, among: summary.ofDuplicates },
		details,
		elapsedMs
	};
}
