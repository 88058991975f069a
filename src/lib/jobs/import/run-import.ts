import { AppError, asAppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Receipt, ReceiptWarning } from '$lib/domain/receipts/receipt';
import { canonicalJson } from '$lib/domain/versions/options-key';
import type { VersionTable } from '$lib/domain/versions/version';
import { openInput, type PackedInput } from '$lib/formats/archive/input';
import { delimited } from '$lib/formats/delimited/descriptor';
import { readPlan, type DelimitedPlan } from '$lib/formats/delimited/plan';
import type { ImportOptions, ImportRequest } from '$lib/protocol/import-api';
import type { LibraryApi, StagedImport } from '$lib/protocol/library-api';
import { sha256OfFile } from './hash';
import { loadPass, type PassResult } from './load-pass';
import { storedColumns } from './load-sql';
import type { EngineSource } from './loader-pool';
import { ProgressMeter } from './progress-meter';
import { settleTypes, storedSqlColumn } from './settle-types';

/** A third pass can only come from a column that was empty in the sample and then disproved its first type. */
const PASS_LIMIT = 3;
/** A longer record is a reject (SPEC DLM-30). */
const MAX_RECORD_BYTES = 16 << 20;

export interface ImportDependencies {
	library: Pick<
		LibraryApi,
		'beginImport' | 'createPart' | 'discardParts' | 'commitImport' | 'finishUnchanged' | 'abortImport'
	>;
	/** Engine number `part`; the same one every time it is asked for. */
	engines: EngineSource;
	/** How many engines may work at once. */
	engineCount: number;
	onProgress: (progress: Progress) => void;
	signal: AbortSignal;
}

/**
 * Imports one file as the next version of a source: plan → load (hashed, counted, checked) → commit.
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
		await library.abortImport(importId);
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
	const input = await openInput(file, options.member);
	const plan = await readPlan(input, options);
	deps.signal.throwIfAborted();

	const unchanged = await unchangedReceipt(request, staged, optionsKey, meter);
	if (unchanged) return deps.library.finishUnchanged(request.importId, unchanged);

	const { pass, columns } = await loadProven(request, input, plan, staged, meter, deps);
	meter.enter('committing');
	const table: VersionTable = {
		name: staged.sourceName,
		rows: pass.rows,
		rejected: pass.rejected,
		columns: storedColumns(columns).map(storedSqlColumn),
		segments: pass.segments
	};
	const receipt: Receipt = {
		importId: request.importId,
		sourceId: staged.sourceId,
		sourceName: staged.sourceName,
		version: 0,
		status: 'committed',
		committedAt: '',
		file: { name: file.name, sizeBytes: file.size, sha256: pass.sha256 },
		format: delimited.id,
		dialect: { ...plan.dialect },
		tables: [
			{
				name: table.name,
				rowsRead: pass.totals.records,
				rowsLoaded: pass.rows,
				rowsRejected: pass.rejected,
				columns: table.columns
			}
		],
		warnings: [...plan.warnings, ...passWarnings(pass)],
		storedBytes: 0,
		elapsedMs: meter.elapsedMs,
		phases: meter.phases
	};
	meter.finish();
	return deps.library.commitImport(request.importId, {
		tables: [table],
		partBytes: pass.parts.bytes,
		partCount: pass.parts.count,
		sha256: pass.sha256,
		options: { ...options },
		optionsKey,
		receipt
	});
}

/** Loads the file, and again with other types as long as a record disproves one (SPEC TYP-2). */
async function loadProven(
	request: ImportRequest,
	input: PackedInput,
	plan: DelimitedPlan,
	staged: StagedImport,
	meter: ProgressMeter,
	deps: ImportDependencies
) {
	let columns = plan.columns;
	for (let pass = 1; ; pass++) {
		meter.pass = pass;
		const result = await loadPass({
			input,
			file: request.file,
			dialect: plan.dialect,
			columns,
			tableName: staged.sourceName,
			maxRecordBytes: MAX_RECORD_BYTES,
			engineCount: deps.engineCount,
			engines: deps.engines,
			createPart: (part) => deps.library.createPart(request.importId, part),
			meter,
			signal: deps.signal
		});
		checkCount(result);
		const settled = settleTypes(columns, result, plan.dialect, pass >= PASS_LIMIT - 1);
		columns = settled.columns;
		if (!settled.changed) return { pass: result, columns };
		await deps.library.discardParts(request.importId);
	}
}

/** SPEC RCP-1. @throws AppError `import/count-mismatch` */
function checkCount({ rows, rejected, totals }: PassResult): void {
	if (rows + rejected === totals.records) return;
	throw new AppError(
		'import/count-mismatch',
		`The file has ${totals.records} records by the independent count, but ${rows} were loaded and ${rejected} rejected. ` +
			'Nothing was imported.',
		{ counted: totals.records, loaded: rows, rejected }
	);
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

function passWarnings({ totals }: PassResult): ReceiptWarning[] {
	const warnings: ReceiptWarning[] = [];
	if (totals.blankLines > 0) {
		const message = `${totals.blankLines} blank ${totals.blankLines === 1 ? 'line was' : 'lines were'} left out.`;
		warnings.push({ code: 'blank-lines', message });
	}
	if (totals.commentLines > 0) {
		const message = `${totals.commentLines} comment ${totals.commentLines === 1 ? 'line was' : 'lines were'} left out.`;
		warnings.push({ code: 'comment-lines', message });
	}
	return warnings;
}
