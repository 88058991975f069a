import { sha256 } from 'hash-wasm';
import { AppError, asAppError } from '$lib/domain/errors';
import type { FixedReject, Readmission } from '$lib/domain/receipts/readmission';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { VersionTable } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { judgeImport } from '$lib/jobs/quality/judge-import';
import { storedVersion, type StoredVersion } from '$lib/jobs/quality/stored-version';
import { EngineSession } from '$lib/jobs/query/engine-session';
import { recordNumberName, REJECT_COLUMNS, viewSelect } from '$lib/jobs/query/version-sql';
import type { ReadmitRequest } from '$lib/protocol/import-api';
import type { LibraryApi, ResolvedTable } from '$lib/protocol/library-api';
import { createRejectsSql } from './load-sql';
import { PartFile } from './part-file';
import { fixedRowsSql, fixedTextSql, spellingOf } from './readmit-sql';

const TEXTS = 'memory.main.varve_fixed_texts';
const FIXED = 'memory.main.varve_fixed';

/**
 * Loads corrected rejects after all: a new version of the rows of an old one and of these, each with its record number,
 * judged like an import. Other rejects stay rejects (SPEC RCP-12).
 * @throws AppError `quality/bad-value` where a text does not fit its column; nothing is kept then
 */
export async function readmit(
	request: ReadmitRequest,
	{ engine, library, signal }: { engine: DuckDbEngine; library: LibraryApi; signal: AbortSignal }
): Promise<Receipt> {
	const { importId, sourceId } = request;
	const startedMs = performance.now();
	const staged = await library.beginImport({ importId, sourceId, newName: '', kind: 'file' });
	try {
		const stored = await storedVersion(library, sourceId, request.version);
		const target = await library.createPart(importId, 0);
		const session = await EngineSession.open(async () => engine, library);
		const { tables, rejects, bytes } = await writeVersion(session, stored, request.fixes, target);
		signal.throwIfAborted();
		const { delimiter } = stored.version.receipt.dialect ?? {};
		const judged = await judgeImport(
			{ tables, targets: [target], bytes },
			{
				session,
				staged,
				keepBlocked: request.keepBlocked === true,
				delimiter: typeof delimiter === 'string' ? delimiter : ',',
				signal
			}
		);
		const { options, optionsKey } = stored.version;
		const readmitted: Readmission = { fromVersion: request.version, rejects };
		// not the file's hash: these are not the rows that the file gives
		const hash = await sha256(JSON.stringify([stored.version.sha256, readmitted]));
		const receipt = receiptOf(request, stored, judged.tables, readmitted, performance.now() - startedMs);
		return await library.commitImport(importId, {
			tables: judged.tables,
			partBytes: judged.bytes,
			partCount: 1,
			sha256: hash,
			options,
			optionsKey,
			judgement: judged.judgement,
			receipt
		});
	} catch (error) {
		await library.abortImport(importId);
		throw asAppError(error);
	}
}

function receiptOf(
	{ importId }: ReadmitRequest,
	{ version: base }: StoredVersion,
	tables: readonly VersionTable[],
	readmitted: Readmission,
	elapsedMs: number
): Receipt {
	return {
		...base.receipt,
		importId,
		status: 'committed',
		tables: tables.map((table, index) => ({
			name: table.name,
			rowsRead: base.receipt.tables[index]?.rowsRead ?? table.rows + table.rejected,
			rowsLoaded: table.rows,
			rowsRejected: table.rejected,
			columns: table.columns
		})),
		readmitted,
		elapsedMs,
		phases: []
	};
}

async function writeVersion(
	session: EngineSession,
	stored: StoredVersion,
	fixes: readonly FixedReject[],
	target: Parameters<typeof PartFile.open>[1]
): Promise<{ tables: VersionTable[]; rejects: Readmission['rejects']; bytes: Uint8Array<ArrayBuffer>[] }> {
	const { engine } = session;
	const { version, parts, sourceName } = stored;
	const part = await PartFile.open(engine, target, 0);
	await engine.run(createRejectsSql('part.main.rejects'));
	const tables: VersionTable[] = [];
	const rejects: Readmission['rejects'] = [];
	for (const [tableIndex, table] of version.tables.entries()) {
		const layered = stored.toJudge.layered?.[tableIndex];
		const base = {
			name: '',
			sourceId: '',
			sourceName,
			version: version.version,
			tableIndex,
			table,
			parts,
			layered
		};
		const aliases = await session.views.parts.attach(base);
		const view = (kind: ResolvedTable['view']) => `(${viewSelect({ ...base, view: kind }, aliases)})`;
		const own = fixes.filter((fix) => fix.table === tableIndex);
		if (own.length > 0) await typeFixes(engine, table, own, spellingOf(version.receipt, tableIndex));
		rejects.push(...(await takeRejects(engine, view('rejects'), table, own)));
		tables.push(await copyRows(engine, view('records'), table, tableIndex, own, layered !== undefined));
	}
	const kept = tables.some(({ rejected }) => rejected > 0);
	if (!kept) await engine.run('DROP TABLE part.main.rejects');
	const bytes = await part.finish(tables.flatMap(({ segments }) => segments));
	await session.views.parts.keepOnly(new Set());
	return { tables, rejects, bytes: bytes ? [bytes] : [] };
}

/** Makes the table of the fixed rows. @throws AppError `quality/bad-value` */
async function typeFixes(
	engine: DuckDbEngine,
	table: VersionTable,
	fixes: readonly FixedReject[],
	spelling: ReturnType<typeof spellingOf>
): Promise<void> {
	await engine.run(`CREATE OR REPLACE TABLE ${TEXTS} AS ${fixedTextSql(fixes, table.columns.length)}`);
	await engine.run(
		`CREATE OR REPLACE TABLE ${FIXED} AS ${fixedRowsSql(TEXTS, table.columns, spelling)} ORDER BY record_number`
	);
	const [bad] = await engine.rows(
		`SELECT record_number AS record, bad FROM ${FIXED} WHERE bad IS NOT NULL ORDER BY 1 LIMIT 1`
	);
	if (!bad) return;
	const [record, position] = [Number(bad['record']), Number(bad['bad'])];
	const column = table.columns[position];
	const value = fixes.find((fix) => fix.record === record)?.cells[position] ?? '';
	throw new AppError(
		'quality/bad-value',
		`Record ${record}: “${value.slice(0, 80)}” does not fit ${column?.type}, the type of the column “${column?.name}”.`,
		{ record, column: column?.name ?? '', value: value.slice(0, 200) }
	);
}

/** Copies the rejects that stay. @returns those that do not. @throws AppError `quality/bad-value` where one is none */
async function takeRejects(
	engine: DuckDbEngine,
	rejects: string,
	table: VersionTable,
	fixes: readonly FixedReject[]
): Promise<Readmission['rejects']> {
	const taken = fixes.length > 0 ? `record IN (${fixes.map((fix) => fix.record).join(', ')})` : 'false';
	const columns = REJECT_COLUMNS.map(({ name, stored }) => `${quoteIdentifier(name)} AS ${stored}`).join(
		', '
	);
	await engine.run(`INSERT INTO part.main.rejects SELECT ${columns} FROM ${rejects} WHERE NOT (${taken})`);
	const found = await engine.rows(`SELECT record, code, raw FROM ${rejects} WHERE ${taken}`);
	const byRecord = new Map(found.map((row) => [Number(row['record']), row]));
	return fixes.map(({ record, cells }) => {
		const reject = byRecord.get(record);
		if (!reject)
			throw new AppError('quality/bad-value', `Record ${record} is no reject of this version.`, { record });
		return { table: table.name, record, code: String(reject['code']), raw: String(reject['raw']), cells };
	});
}

/** Copies the rows, segment by segment so that memory stays small, with the fixed ones in their places. */
async function copyRows(
	engine: DuckDbEngine,
	records: string,
	table: VersionTable,
	tableIndex: number,
	fixes: readonly FixedReject[],
	isLayered: boolean
): Promise<VersionTable> {
	const number = quoteIdentifier(recordNumberName(table));
	const names = table.columns.map(({ name }, i) => `${quoteIdentifier(name)} AS c${i}`);
	const stored = ['record_number', ...table.columns.map((_column, i) => `c${i}`)].join(', ');
	const segments: VersionTable['segments'] = [];
	const starts = table.segments.map(({ firstRecord }) => firstRecord);
	for (let i = 0; i < Math.max(1, starts.length); i++) {
		const from = i === 0 ? 0 : (starts[i] ?? 0);
		const to = starts[i + 1];
		const within = (column: string) =>
			`${column} >= ${from}${to === undefined ? '' : ` AND ${column} < ${to}`}`;
		const old = `SELECT ${[`${number} AS record_number`, ...names].join(', ')} FROM ${records} WHERE ${within(number)}`;
		const isTouched = fixes.some(({ record }) => record >= from && (to === undefined || record < to));
		const added = ` UNION ALL SELECT ${stored} FROM ${FIXED} WHERE ${within('record_number')}`;
		const name = `t${tableIndex}_s${i}`;
		// segments lie in file order, what is put together from layers comes in any
		const order = isTouched || isLayered ? ' ORDER BY record_number' : '';
		await engine.run(`CREATE TABLE part.main.${name} AS ${old}${isTouched ? added : ''}${order}`);
		const [facts] = await engine.rows(
			`SELECT count(*) AS n, min(record_number) AS first FROM part.main.${name}`
		);
		const rows = Number(facts?.['n']);
		segments.push({
			part: 0,
			table: name,
			firstRecord: rows > 0 ? Number(facts?.['first']) : from || 1,
			rows
		});
	}
	const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
	if (rows !== table.rows + fixes.length)
		throw new AppError(
			'import/count-mismatch',
			`${table.rows} rows and ${fixes.length} corrected rejects should make ${table.rows + fixes.length}, but there are ${rows}. Nothing was kept.`,
			{ loaded: rows }
		);
	return { ...table, rows, rejected: table.rejected - fixes.length, segments };
}
