import { AppError, asAppError, isCancelled } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Receipt, ReceiptFile, ReceiptWarning } from '$lib/domain/receipts/receipt';
import { hasSameShape } from '$lib/domain/versions/column-changes';
import { canonicalJson } from '$lib/domain/versions/options-key';
import { openFile } from '$lib/formats/recognise';
import type { ImportOptions, ImportRequest } from '$lib/protocol/import-api';
import type { PartTarget, StagedImport } from '$lib/protocol/library-api';
import type { LoadedVersion } from '$lib/jobs/quality/reject-rows';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { ShapeLibrary } from '$lib/jobs/breakage/shape-library';
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
	const companion = await companionOf(request);
	const unchanged = await unchangedReceipt(request, staged, { optionsKey, companion }, meter);
	if (unchanged) return deps.library.finishUnchanged(request.importId, unchanged);

	const targets: PartTarget[] = [];
	const createPart = async (part: number) =>
		(targets[part] = await deps.library.createPart(request.importId, part));
	const load: FileLoad = { request, options, staged, createPart, meter, deps };
	const loaded =
		format === 'delimited' ? await loadDelimited(input, load) : await loadTyped(format, input, load);
	deps.signal.throwIfAborted();
	const library = new ShapeLibrary(deps.library);
	const session = sessionOf(deps, library);
	const judged = await judge(loaded, targets.slice(0, loaded.parts.count), load, session);
	deps.signal.throwIfAborted();
	const broken = await breakage(judged, load, session, library);
	await askFirst(judged, load, session, broken);
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
		file: {
			name: file.name,
			sizeBytes: file.size,
			sha256: loaded.sha256,
			...(input.packed === 'zip' && { member: input.memberName }),
			...(companion && { companion })
		},
		format,
		dialect: loaded.dialect,
		tables: tables.map((table, index) => ({
			name: table.name,
			rowsRead: loaded.tables[index]?.rowsRead ?? 0,
			rowsLoaded: table.rows,
			rowsRejected: table.rejected,
			columns: table.columns
		})),
		warnings: [...told, ...loaded.warnings, ...broken],
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
	{ request, staged, meter, deps }: FileLoad,
	session: () => Promise<EngineSession>
): Promise<LoadedVersion & { judgement?: Judgement }> {
	const version = { tables: loaded.tables.map(({ table }) => table), targets, bytes: loaded.parts.bytes };
	const { rules, thresholds } = staged.quality;
	if (rules.length === 0 && thresholds.length === 0) return version;
	meter.enter('judging');
	const { judgeImport } = await import('$lib/jobs/quality/judge-import');
	const { delimiter } = loaded.dialect;
	return judgeImport(version, {
		session: await session(),
		staged,
		keepBlocked: request.keepBlocked === true,
		delimiter: typeof delimiter === 'string' ? delimiter : ',',
		signal: deps.signal
	});
}

/** Names what a change of columns would break (SPEC BRK-1); where the columns are as before there is nothing to do. */
async function breakage(
	{ tables }: LoadedVersion,
	{ staged, meter, deps }: FileLoad,
	session: () => Promise<EngineSession>,
	library: ShapeLibrary
): Promise<ReceiptWarning[]> {
	const { sourceId, sourceName, newest, quality } = staged;
	if (!newest || hasSameShape(newest.tables, tables)) return [];
	meter.enter('judging');
	const [{ findBreakage }, diff, statements] = await Promise.all([
		import('$lib/jobs/breakage/find-breakage'),
		deps.library.diffOptions(sourceId),
		deps.library.knownStatements(sourceName)
	]);
	const dependents = { sourceId, sourceName, newest, next: tables, quality, diff, statements };
	return findBreakage(dependents, session, library);
}

/** Shows what the version would change, and asks, where the source or the caller wants that (SPEC GAT-1). */
async function askFirst(
	loaded: LoadedVersion,
	{ request, staged, meter, deps }: FileLoad,
	session: () => Promise<EngineSession>,
	warnings: ReceiptWarning[]
): Promise<void> {
	const { newest, gate } = staged;
	if (!newest || !(gate || request.askFirst)) return;
	meter.enter('judging');
	const [{ changeAgainstNewest }, { passGate }] = await Promise.all([
		import('./change-against-newest'),
		import('./gate')
	]);
	const { signal, confirm } = deps;
	const version = { session: await session(), loaded, staged, newest, signal };
	const change = await changeAgainstNewest(version);
	await version.session.views.parts.keepOnly(new Set());
	await passGate({ ...change, fileName: request.file.name, warnings }, { confirm, meter, signal });
}

/** What reads versions in the import's first engine; opened when it is first wanted. */
function sessionOf({ engines }: ImportDependencies, library: ShapeLibrary): () => Promise<EngineSession> {
	let opening: Promise<EngineSession> | null = null;
	return () => {
		opening ??= import('$lib/jobs/query/engine-session').then(({ EngineSession }) =>
			EngineSession.open(() => engines(0), library)
		);
		return opening;
	};
}

/** A known source starts from the options of its newest version, unless others are given (SPEC VER-3). */
function optionsToUse(given: ImportOptions, staged: StagedImport): ImportOptions {
	const isEmpty = Object.values(given).every((value) => value === undefined);
	return isEmpty && staged.newest ? { ...staged.newest.options } : given;
}

/** The log beside a database, which may hold changes of it. */
async function companionOf({ companion }: ImportRequest): Promise<ReceiptFile | undefined> {
	if (!companion || companion.size === 0) return undefined;
	const sha256 = await sha256OfFile(companion, () => undefined);
	return { name: companion.name, sizeBytes: companion.size, sha256 };
}

/** The receipt of "unchanged" when the newest version holds the same bytes, read the same way (SPEC VER-3). */
async function unchangedReceipt(
	{ file, importId }: ImportRequest,
	{ newest, sourceName }: StagedImport,
	{ optionsKey, companion }: { optionsKey: string; companion: ReceiptFile | undefined },
	meter: ProgressMeter
): Promise<Receipt | null> {
	if (!newest || newest.optionsKey !== optionsKey || newest.receipt.file.sizeBytes !== file.size) return null;
	if (newest.receipt.file.companion?.sha256 !== companion?.sha256) return null;
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
		file: { ...newest.receipt.file, name: file.name, sizeBytes: file.size, sha256 },
		elapsedMs: meter.elapsedMs,
		phases: meter.phases
	};
}
