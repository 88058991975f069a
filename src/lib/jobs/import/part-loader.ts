import { AppError } from '$lib/domain/errors';
import { storedSqlType } from '$lib/domain/schema/type-sql';
import type { Reject } from '$lib/domain/versions/reject';
import type { Segment } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { ColumnPlan, DelimitedDialect } from '$lib/formats/delimited/options';
import type { ScannedChunk } from '$lib/formats/delimited/scanner-types';
import { checkedColumns, chunkTableSql, floatColumns, storedColumns, verdictColumns } from './load-sql';
import type { NegativeZeros, PartFile } from './part-file';

/** More distinct failing texts than this are not listed: the column becomes text. */
const FAILING_TEXTS_LIMIT = 200;

/** Texts in one chunk that disprove the type chosen for a column. */
export interface Disproof {
	/** Position in the file. */
	position: number;
	count: number;
	firstRecord: number;
	/** Distinct; `complete` tells whether these are all. */
	texts: string[];
	complete: boolean;
}

/** Texts of a column that was empty in the sample, so that its type is still to be found. */
export interface ColumnEvidence {
	position: number;
	texts: string[];
}

export interface TableToLoad {
	index: number;
	name: string;
	columns: ColumnPlan[];
	dialect: DelimitedDialect;
	maxRecordBytes: number;
}

export interface LoadedChunk {
	segment: Segment | null;
	rejects: Reject[];
	disproofs: Disproof[];
	evidence: ColumnEvidence[];
}

/** Fills one part file of a version with chunks of delimited text. */
export class PartLoader {
	readonly engine: DuckDbEngine;
	readonly part: number;

	constructor(readonly file: PartFile) {
		this.engine = file.engine;
		this.part = file.part;
	}

	/**
	 * Stores a chunk as a segment and checks it. The count of the engine must be the count of the scanner.
	 * @throws AppError `import/count-mismatch`
	 */
	async load(chunk: ScannedChunk, plan: TableToLoad): Promise<LoadedChunk> {
		const { columns, dialect, maxRecordBytes, name: tableName } = plan;
		const rejects: Reject[] = chunk.rejects.map((reject) => ({ table: tableName, column: null, ...reject }));
		if (chunk.rowCount === 0) return { segment: null, rejects, disproofs: [], evidence: [] };
		const table = `t${plan.index}_s${chunk.index}`;
		const target = `part.main.${table}`;
		const fileName = `chunk${chunk.index}`;
		const gapsFileName = chunk.gaps.length > 0 ? `${fileName}-gaps` : null;
		const { engine } = this;
		await engine.giveFileBuffer(fileName, chunk.bytes);
		if (gapsFileName !== null) await engine.registerFileBuffer(gapsFileName, gapsCsv(chunk));
		const { firstRecord } = chunk;
		const sql = chunkTableSql({
			target,
			fileName,
			columns,
			dialect,
			firstRecord,
			gapsFileName,
			maxRecordBytes
		});
		await engine.run(sql);
		const negativeZeros = await this.#negativeZeros(table, columns);
		if (negativeZeros.length > 0) {
			// rare: what was stored so far may have lost them
			await this.file.keepSigns(negativeZeros);
			await engine.run(`DROP TABLE ${target}`);
			await engine.run(sql);
		}
		await engine.dropFile(fileName);
		if (gapsFileName !== null) await engine.dropFile(gapsFileName);
		const verdict = await this.#verdict(target, columns);
		if (verdict.rows !== chunk.rowCount) throw await this.#countMismatch(chunk, verdict.rows);
		const evidence = await this.#evidence(target, columns);
		const disproofs = verdict.failed > 0 ? await this.#disproofs(target, columns) : [];
		if (verdict.rejected > 0) {
			for await (const reject of this.#typeRejects(target, chunk, columns))
				rejects.push({ table: tableName, ...reject });
			rejects.sort((a, b) => a.record - b.record);
		}
		await this.#finishSegment(target, columns, verdict.rejected > 0);
		const rows = verdict.rows - verdict.rejected;
		return {
			segment: rows > 0 ? { part: this.part, table, firstRecord, rows } : null,
			rejects,
			disproofs,
			evidence
		};
	}

	async addEmptySegment({ index, columns }: TableToLoad): Promise<Segment> {
		const table = `t${index}_s0`;
		const types = storedColumns(columns).map((column, i) => `c${i} ${storedSqlType(column.type)}`);
		await this.engine.run(
			`CREATE TABLE part.main.${table} (${['record_number BIGINT', ...types].join(', ')})`
		);
		return { part: this.part, table, firstRecord: 1, rows: 0 };
	}

	async #verdict(
		target: string,
		columns: ColumnPlan[]
	): Promise<{ rows: number; failed: number; rejected: number }> {
		const checked = checkedColumns(columns);
		const rejected = checked.some(({ column }) => column.fixed) ? 'count(rejected_by)' : '0';
		const alive = checked.some(({ column }) => column.fixed) ? ' FILTER (rejected_by IS NULL)' : '';
		const failed = checked.some(({ column }) => !column.fixed) ? `count(failed)${alive}` : '0';
		const [row] = await this.engine.rows(
			`SELECT count(*) AS n, ${failed} AS failed, ${rejected} AS rejected FROM ${target}`
		);
		return { rows: Number(row?.n), failed: Number(row?.failed), rejected: Number(row?.rejected) };
	}

	async #negativeZeros(table: string, columns: ColumnPlan[]): Promise<NegativeZeros[]> {
		const floats = floatColumns(columns);
		if (floats.length === 0) return [];
		const alive = verdictColumns(columns).includes('rejected_by') ? ' AND rejected_by IS NULL' : '';
		const counts = floats.map((_, i) => `count(*) FILTER (negative_zeros[${i + 1}]${alive}) AS n${i}`);
		const [row = {}] = await this.engine.rows(`SELECT ${counts.join(', ')} FROM part.main.${table}`);
		return floats.flatMap(({ column, stored }, i) => {
			const rows = Number(row[`n${i}`]);
			return rows > 0 ? [{ table, column: stored, name: column.name, rows }] : [];
		});
	}

	async #evidence(target: string, columns: ColumnPlan[]): Promise<ColumnEvidence[]> {
		const evidence: ColumnEvidence[] = [];
		for (const [i, column] of storedColumns(columns).entries()) {
			if (!column.undecided) continue;
			const rows = await this.engine.rows(
				`SELECT DISTINCT c${i} AS text FROM ${target} WHERE c${i} IS NOT NULL LIMIT ${FAILING_TEXTS_LIMIT}`
			);
			if (rows.length > 0)
				evidence.push({ position: column.position, texts: rows.map((row) => String(row.text)) });
		}
		return evidence;
	}

	async #disproofs(target: string, columns: ColumnPlan[]): Promise<Disproof[]> {
		const checked = checkedColumns(columns);
		const alive = checked.some(({ column }) => column.fixed) ? ' AND rejected_by IS NULL' : '';
		const disproofs: Disproof[] = [];
		for (const [i, { column }] of checked.filter(({ column }) => !column.fixed).entries()) {
			const failing = `SELECT record_number AS record, failed[${i + 1}] AS text FROM ${target} WHERE failed[${i + 1}] IS NOT NULL${alive}`;
			const [facts] = await this.engine.rows(`SELECT count(*) AS n, min(record) AS first FROM (${failing})`);
			const count = Number(facts?.n);
			if (count === 0) continue;
			const texts = await this.engine.rows(
				`SELECT text FROM (${failing}) GROUP BY text ORDER BY min(record) LIMIT ${FAILING_TEXTS_LIMIT + 1}`
			);
			disproofs.push({
				position: column.position,
				count,
				firstRecord: Number(facts?.first),
				texts: texts.slice(0, FAILING_TEXTS_LIMIT).map((row) => String(row.text)),
				complete: texts.length <= FAILING_TEXTS_LIMIT
			});
		}
		return disproofs;
	}

	async *#typeRejects(
		target: string,
		chunk: ScannedChunk,
		columns: ColumnPlan[]
	): AsyncGenerator<Omit<Reject, 'table'>> {
		const stored = storedColumns(columns);
		const rows = await this.engine.rows(
			`SELECT record_number AS record, rejected_by AS place FROM ${target} WHERE rejected_by IS NOT NULL ORDER BY 1`
		);
		for (const row of rows) {
			const record = Number(row.record);
			const column = stored[Number(row.place)] as ColumnPlan;
			const index = rowOfRecord(chunk, record);
			yield {
				record,
				byteOffset: chunk.places?.byteOffset(index) ?? null,
				raw: chunk.places?.raw(index) ?? '',
				column: column.name,
				code: 'type',
				message: `The value of “${column.name}” does not fit ${column.type.kind}, the type set for it.`
			};
		}
	}

	/** Leaves just the segment: the verdicts go, and so do the rejected rows. */
	async #finishSegment(target: string, columns: ColumnPlan[], hasRejected: boolean): Promise<void> {
		const verdicts = verdictColumns(columns);
		if (hasRejected) {
			// written anew, so that row ids stay without holes
			const kept = `SELECT * EXCLUDE (${verdicts.join(', ')}) FROM ${target} WHERE rejected_by IS NULL`;
			await this.engine.run(`CREATE TEMP TABLE sound AS ${kept}`);
			await this.engine.run(`DROP TABLE ${target}`);
			await this.engine.run(`CREATE TABLE ${target} AS FROM sound`);
			await this.engine.run('DROP TABLE sound');
			return;
		}
		for (const verdict of verdicts) await this.engine.run(`ALTER TABLE ${target} DROP COLUMN ${verdict}`);
	}

	async #countMismatch(chunk: ScannedChunk, rows: number): Promise<AppError> {
		const [first] = await this.engine.rows(
			'SELECT line, error_message AS message FROM reject_errors LIMIT 1'
		);
		const last = chunk.firstRecord + chunk.recordsRead - 1;
		return new AppError(
			'import/count-mismatch',
			`Of records ${chunk.firstRecord} to ${last}, ${chunk.rowCount} are sound by the independent count, but the engine ` +
				`loaded ${rows}. Nothing was imported.${first ? ` The engine says: ${String(first.message)}` : ''}`,
			{ counted: chunk.rowCount, loaded: rows, firstRecord: chunk.firstRecord, lastRecord: last }
		);
	}
}

function gapsCsv(chunk: ScannedChunk): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(chunk.gaps.map(({ row, shift }) => `${row},${shift}\n`).join(''));
}

/** 0-based row within the chunk's sound records of a record number. */
function rowOfRecord(chunk: ScannedChunk, record: number): number {
	const within = record - chunk.firstRecord + 1;
	let shift = 0;
	for (const gap of chunk.gaps) {
		if (gap.row + gap.shift > within) break;
		shift = gap.shift;
	}
	return within - shift - 1;
}
