import { AppError, asAppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { Version } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { judgeVersion } from '$lib/jobs/quality/judge-version';
import { storedVersion, type StoredVersion } from '$lib/jobs/quality/stored-version';
import { EngineSession } from '$lib/jobs/query/engine-session';
import type { RestoreRequest } from '$lib/protocol/import-api';
import type { LibraryApi, StagedImport } from '$lib/protocol/library-api';
import { copyVersion, type CopiedVersion, type CopyWatch } from './copied-version';
import { ProgressMeter } from './progress-meter';

export interface RestoreDependencies {
	engine: DuckDbEngine;
	library: LibraryApi;
	signal: AbortSignal;
	onProgress: (progress: Progress) => void;
}

/**
 * Makes an old version the newest again: a new version of the same rows, record numbers and rejects, proved by content
 * hash; the old one stays as it is (SPEC VER-18). The newest version itself is told as `unchanged`.
 * @throws AppError `version/unknown`, `storage/damaged`; nothing is kept then
 */
export async function restoreVersion(request: RestoreRequest, deps: RestoreDependencies): Promise<Receipt> {
	const { importId, sourceId } = request;
	const { library, signal } = deps;
	const staged = await library.beginImport({ importId, sourceId, newName: '', kind: 'file' });
	try {
		const stored = await storedVersion(library, sourceId, request.version);
		const { receipt } = stored.version;
		if (staged.newest?.version === request.version)
			return await library.finishUnchanged(importId, { ...receipt, importId, elapsedMs: 0, phases: [] });
		return await restoreStaged(request, staged, stored, deps);
	} catch (error) {
		await library.abortImport(importId);
		if (signal.aborted) throw new AppError('cancelled', 'Restoring was cancelled; nothing was kept.');
		throw asAppError(error);
	}
}

async function restoreStaged(
	request: RestoreRequest,
	staged: StagedImport,
	stored: StoredVersion,
	{ engine, library, signal, onProgress }: RestoreDependencies
): Promise<Receipt> {
	const { importId } = request;
	const { version } = stored;
	const meter = new ProgressMeter(version.receipt.file.sizeBytes, onProgress);
	meter.enter('reading');
	const target = await library.createPart(importId, 0);
	const session = await EngineSession.open(async () => engine, library);
	const copied = await copyVersion(session, stored, target, watchOf(version, meter, signal));
	const judgement = await judge(session, staged, copied, meter);
	signal.throwIfAborted();
	meter.enter('committing');
	const { options, optionsKey, sha256, schema } = version;
	meter.finish();
	return library.commitImport(importId, {
		tables: copied.tables,
		partBytes: copied.bytes,
		partCount: 1,
		// the rows are still those that the file gives: importing it now is no change (SPEC VER-3)
		sha256,
		options,
		optionsKey,
		...(schema && { schema: schema.tables }),
		...(judgement && { judgement }),
		receipt: receiptOf(request, stored, meter)
	});
}

/** What is done is told as a share of the file that the rows came from. */
function watchOf({ tables, receipt }: Version, meter: ProgressMeter, signal: AbortSignal): CopyWatch {
	const total = tables.reduce((sum, { rows }) => sum + rows, 0);
	return {
		enter: (phase) => {
			signal.throwIfAborted();
			meter.enter(phase);
		},
		wrote: (rows) => {
			signal.throwIfAborted();
			meter.rows = Math.min(total, meter.rows + rows);
			meter.bytesRead = (meter.rows / Math.max(1, total)) * receipt.file.sizeBytes;
			meter.tick();
		}
	};
}

/** By the rules of today, which only count here; without any the metrics are measured afterwards, as for an import. */
async function judge(
	session: EngineSession,
	staged: StagedImport,
	{ tables, file }: CopiedVersion,
	meter: ProgressMeter
): Promise<Judgement | null> {
	const { quality, sourceId, sourceName, newest } = staged;
	if (quality.rules.length === 0 && quality.thresholds.length === 0) return null;
	meter.enter('judging');
	const toJudge = {
		sourceId,
		sourceName,
		tables,
		parts: [file],
		rowsRead: tables.map(({ rows, rejected }) => rows + rejected),
		before: newest?.tables ?? null
	};
	const judgement = await judgeVersion(session, toJudge, quality);
	await session.views.parts.keepOnly(new Set());
	return judgement;
}

function receiptOf({ importId }: RestoreRequest, { version }: StoredVersion, meter: ProgressMeter): Receipt {
	// how its rejects were corrected is on the old version's own receipt
	const { readmitted: _, ...receipt } = version.receipt;
	return {
		...receipt,
		importId,
		status: 'committed',
		restored: { fromVersion: version.version, committedAt: version.committedAt },
		elapsedMs: meter.elapsedMs,
		phases: meter.phases
	};
}
