import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { VersionTable } from '$lib/domain/versions/version';
import type { PackedInput } from '$lib/formats/archive/input';
import { readPlan, type DelimitedPlan } from '$lib/formats/delimited/plan';
import type { ColumnPlan } from '$lib/formats/delimited/options';
import { FileReading } from './file-reading';
import type { FileLoad, LoadedFile } from './load-file';
import { loadPass, type PassResult } from './load-pass';
import { storedColumns } from './load-sql';
import { signWarnings } from './sign-warnings';
import { settleTypes, storedSqlColumn } from './settle-types';

/** A third pass can only come from a column that was empty in the sample and then disproved its first type. */
const PASS_LIMIT = 3;
/** A longer record is a reject (SPEC DLM-30). */
const MAX_RECORD_BYTES = 16 << 20;

/** Loads delimited text: plan → scan and load, again where a record disproves a type. @throws AppError */
export async function loadDelimited(input: PackedInput, load: FileLoad): Promise<LoadedFile> {
	const reading = new FileReading(input, true);
	try {
		const plan = await readPlan(input, load.options);
		load.deps.signal.throwIfAborted();
		const { pass, columns } = await loadProven(reading.input, plan, load);
		return loadedFile(plan, pass, columns, load, await reading.digest());
	} finally {
		reading.close();
	}
}

function loadedFile(
	plan: DelimitedPlan,
	pass: PassResult,
	columns: ColumnPlan[],
	load: FileLoad,
	sha256: string
): LoadedFile {
	const table: VersionTable = {
		name: load.staged.sourceName,
		rows: pass.rows,
		rejected: pass.rejected,
		columns: storedColumns(columns).map(storedSqlColumn),
		segments: pass.segments
	};
	return {
		dialect: { ...plan.dialect },
		tables: [{ table, rowsRead: pass.totals.records }],
		warnings: [...plan.warnings, ...passWarnings(pass), ...signWarnings(pass.parts.changedSigns)],
		parts: pass.parts,
		sha256
	};
}

/** Loads the file, and again with other types as long as a record disproves one (SPEC TYP-2). */
async function loadProven(
	input: PackedInput,
	plan: DelimitedPlan,
	{ request, staged, createPart, meter, deps }: FileLoad
): Promise<{ pass: PassResult; columns: ColumnPlan[] }> {
	let columns = plan.columns;
	for (let pass = 1; ; pass++) {
		meter.pass = pass;
		const result = await loadPass({
			input,
			dialect: plan.dialect,
			columns,
			tableName: staged.sourceName,
			maxRecordBytes: MAX_RECORD_BYTES,
			engineCount: deps.engineCount,
			engines: deps.engines,
			createPart,
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
