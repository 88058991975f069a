import { AppError, asAppError, isCancelled } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { canonicalJson } from '$lib/domain/versions/options-key';
import { openFile } from '$lib/formats/recognise';
import type { ImportOptions, ImportRequest } from '$lib/protocol/import-api';
import type { PartTarget, StagedImport } from '$lib/protocol/library-api';
import type { LoadedVersion } from '$lib/jobs/quality/reject-rows';
import { sha256OfFile } from './hash';
import { loadDelimited } from './load-delimited';
import type { FileLoad, ImportDependencies, LoadedFile } from './load-file';
import { loadTyped } from './load-typed';
import { ProgressMeter } from './progress-meter';

/**
 * Imports one file as the next version of a source: recognise → load (hashed, counted, checked) → commit.
 * Whatever fails, nothing is left behind.
 * @throws AppError
 */
export async function runImport(request: ImportRequest, deps: ImportDependencies): Promise<Receipt> {
	const { library, signal } = deps;
	const meter = new ProgressMeter(request.file.size, deps.onProgress);
	const { importId, sourceId, newName } = request;
	const staged = await library.beginImport({ importId, sourceId, newName, kind: 'file' });
	try {
		return await importStaged(request, staged, meter, deps);
	} catch (error) {
		const failure = asAppError(error);
		const isFailure = sourceId !== null && !signal.aborted && !isCancelled(failure);
		await library.abortImport(importId, isFailure ? failedImport(request, failure) : undefined);
		if (signal.aborted) throw new AppError('cancelled', 'The import was cancelled; nothing was kept.');
		throw asAppError(error);
	}
}

async function importStaged(
	request: ImportRequest,
	staged: StagedImport,
	meter: ProgressMeter,
	deps: ImportDependencies
): Promise<Receipt> {
	const { file } = request;
	const options = optionsToUse(request.options, staged);
	const optionsKey = canonicalJson(options);
	const { input, format, warnings: told } = await openFile(file, options, request.companion ?? null);
	const unchanged = await unchangedReceipt(request, staged, optionsKey, meter);
	if (unchanged) return deps.library.finishUnchanged(request.importId, unchanged);

	const targets: PartTarget[] = [];
	const createPart = async (part: number) =>
		(targets[part] = await deps.library.createPart(request.importId, part));
	const load: FileLoad = { request, options, staged, createPart, meter, deps };
	const loaded =
		format === 'delimited' ? await loadDelimited(input, load) : await loadTyped(format, input, load);
	deps.signal.throwIfAborted();
	const judged = await judge(loaded, targets.slice(0, loaded.parts.count), load);
	deps.signal.throwIfAborted();
	meter.enter('committing');
	const { tables, judgement } = judged;
	const receipt: Receipt = {
		importId: request.importId,
		sourceId: staged.sourceId,
		sourceName: staged.sourceName,
		version: 0,
		status: 'committed',
		committedAt: '',
		file: { name: file.name, sizeBytes: file.size, sha256: loaded.sha256 },
		format,
		dialect: loaded.dialect,
		tables: tables.map((table, index) => ({
			name: table.name,
			rowsRead: loaded.tables[index]?.rowsRead ?? 0,
			rowsLoaded: table.rows,
			rowsRejected: table.rejected,
			columns: table.columns
		})),
		warnings: [...told, ...loaded.warnings],
		storedBytes: 0,
		elapsedMs: meter.elapsedMs,
		phases: meter.phases
	};
	meter.finish();
	return deps.library.commitImport(request.importId, {
		tables,
		partBytes: judged.bytes,
		partCount: loaded.parts.count,
		sha256: loaded.sha256,
		options: { ...options },
		optionsKey,
		judgement,
		receipt
	});
}

function failedImport({ importId, file }: ImportRequest, { code, message }: AppError): FailedImport {
	return { importId, failedAt: new Date().toISOString(), fileName: file.name, code, message };
}

/**
 * Judges what was loaded by the source's rules and thresholds. Without any there is nothing that could keep a row or the
 * version out: its metrics are then measured afterwards (`WorkspaceClient`), so that the import need not wait.
 */
async function judge(
	loaded: LoadedFile,
	targets: PartTarget[],
	{ request, staged, meter, deps }: FileLoad
): Promise<LoadedVersion & { judgement?: Judgement }> {
	const version = { tables: loaded.tables.map(({ table }) => table), targets, bytes: loaded.parts.bytes };
	const { rules, thresholds } = staged.quality;
	if (rules.length === 0 && thresholds.length === 0) return version;
	meter.enter('judging');
	const [{ judgeImport }, { EngineSession }] = await Promise.all([
		import('$lib/jobs/quality/judge-import'),
		import('$lib/jobs/query/engine-session')
	]);
	const { delimiter } = loaded.dialect;
	return judgeImport(version, {
		session: await EngineSession.open(() => deps.engines(0), deps.library),
		staged,
		keepBlocked: request.keepBlocked === true,
		delimiter: typeof delimiter === 'string' ? delimiter : ',',
		signal: deps.signal
	});
}

/** A known source starts from the options of its newest version, unless others are given (SPEC VER-3). */
function optionsToUse(given: ImportOptions, staged: StagedImport): ImportOptions {
	const isEmpty = Object.values(given).every((value) => value === undefined);
	return isEmpty && staged.newest ? { ...staged.newest.options } : given;
}

/** The receipt of "unchanged" when the newest version holds the same bytes, read the same way (SPEC VER-3). */
async function unchangedReceipt(
	{ file, importId }: ImportRequest,
	{ newest, sourceName }: StagedImport,
	optionsKey: string,
	meter: ProgressMeter
): Promise<Receipt | null> {
	if (!newest || newest.optionsKey !== optionsKey || newest.receipt.file.sizeBytes !== file.size) return null;
	const sha256 = await sha256OfFile(file, (bytesRead) => {
		meter.bytesRead = bytesRead;
		meter.tick();
	});
	meter.bytesRead = 0;
	if (sha256 !== newest.sha256) return null;
	meter.finish();
	return {
		...newest.receipt,
		importId,
		sourceName,
		status: 'unchanged',
		committedAt: newest.committedAt,
		file: { name: file.name, sizeBytes: file.size, sha256 },
		elapsedMs: meter.elapsedMs,
		phases: meter.phases
	};
}
