import { AppError } from '$lib/domain/errors';
import { FOLDED_ROWS_LIMIT, haveSameShape, type LayerOutcome } from '$lib/domain/layers/layer-work';
import type { TableStep } from '$lib/domain/layers/layout';
import { matchRows } from '$lib/domain/layers/match-rows';
import { isExtra, extraRow, type Runs } from '$lib/domain/layers/runs';
import { encodeRuns } from '$lib/domain/layers/runs-code';
import type { Version } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { assertSameContent, contentOfSelects, layeredSelects, tableSelects } from './content';
import { chooseCompression } from './exact-storage';
import { createSteps, extraTable, readSteps, writeStep } from './history-file';
import type { LayerTools } from './layer-worker';
import { createNumberTable } from './number-table';
import { readRowFacts } from './read-rows';
import { assertSameRows } from './same-rows';
import { copyRejects, writePart } from './written-file';

/** A version is only stored as its differences where these take less than this share of it. */
const WORTHWHILE_SHARE = 0.6;
/** And only as long as all rows that only old versions have are not more than the base has. */
const EXTRA_ROWS_SHARE = 1;

interface FoldedTable {
	index: number;
	select: string;
	types: string[];
	step: TableStep;
	/** Extra rows of older versions, which stay, and of this one, which come behind. */
	oldRows: number;
	ownRows: number;
}

/**
 * Stores a version as what differs from the next one. The history is written anew: the rows and steps of older versions
 * as they were, and behind them those of this version. What was written is read back and compared, row by row and
 * value by value, before anything else counts (SPEC VER-11).
 */
export async function foldVersion(
	tools: LayerTools,
	task: { version: number; base: number }
): Promise<LayerOutcome> {
	const { engine, parts, work, check } = tools;
	const { subject, base, history, members, baseHasHistory } = work;
	if (!base) throw new AppError('internal', 'A version is folded without a base.');
	const staysFull: LayerOutcome = { kind: 'stays-full', version: task.version };
	if (baseHasHistory || !canBeFolded(subject.version, base.version)) return staysFull;
	const old = history ? ((await parts.attach({ parts: [history] }))[0] ?? null) : null;
	const [selects, baseSelects] = [await tableSelects(parts, subject), await tableSelects(parts, base)];
	const tables: FoldedTable[] = [];
	for (const [index, { columns, rows }] of subject.version.tables.entries()) {
		await check();
		const types = columns.map((column) => column.type);
		const oldRows = old === null ? 0 : await countRows(engine, extraTable(old, index));
		const below = base.version.tables[index]?.rows ?? 0;
		const facts = await readRowFacts(engine, selects[index] ?? '', types, rows);
		const baseFacts = await readRowFacts(engine, baseSelects[index] ?? '', types, below);
		await check();
		const order = matchRows(facts.hashes, baseFacts.hashes, oldRows);
		const step = { rows: order, records: facts.records };
		const ownRows = countExtra(order);
		if (oldRows + ownRows > EXTRA_ROWS_SHARE * below) return staysFull;
		tables.push({ index, select: selects[index] ?? '', types, step, oldRows, ownRows });
	}
	if (!paysOff(subject.version, tables)) return staysFull;

	const extras = tables.map(({ index, types }) => ({
		select: `FROM ${extraTable(old ?? '', index)}`,
		types
	}));
	await chooseCompression(engine, [...tables, ...(old === null ? [] : extras)]);
	const target = await tools.createPart();
	const file = await writePart(engine, target, 'new', async () => {
		await createSteps(engine, 'new');
		for (const table of tables) {
			await check();
			await writeExtraRows(engine, table, old);
			for (const { version } of members) {
				const [step] = await readSteps(engine, old ?? '', [version], table.index);
				if (step) await writeStep(engine, 'new', version, table.index, step);
			}
			await writeStep(engine, 'new', task.version, table.index, table.step);
		}
		await copyRejects(engine, 'new', [
			...(old !== null && (await hasRejects(engine, old)) ? [`SELECT * FROM ${old}.main.rejects`] : []),
			...(await ownRejects(tools))
		]);
	});

	const files = [...base.files, { fileName: target.fileName, file }];
	const written = await parts.attach({ parts: [{ fileName: target.fileName, file }] });
	const read = await layeredSelects(parts, subject.version, files, (index) => ({
		baseVersion: task.base,
		chain: [task.version],
		baseSegments: base.version.tables[index]?.segments ?? []
	}));
	for (const table of tables) {
		await check();
		const now = read[table.index] ?? '';
		const rows = subject.version.tables[table.index]?.rows ?? 0;
		await assertSameRows(engine, table.select, now, table.types, { rows, records: table.step.records });
		await assertSameOldRows(engine, table, old, written[0] ?? '', members);
	}
	const content = await contentOfSelects(engine, subject.version, read);
	assertSameContent(subject.version, content);
	const ownRows = tables.reduce((sum, table) => sum + table.ownRows, 0);
	return { kind: 'folded', version: task.version, base: task.base, ownRows };
}

function canBeFolded(version: Version, base: Version): boolean {
	const isSmall = ({ tables }: Version) => tables.every(({ rows }) => rows <= FOLDED_ROWS_LIMIT);
	return haveSameShape(version, base) && isSmall(version) && isSmall(base);
}

/** Whether the differences are so few that storing only them is worth it. */
function paysOff(version: Version, tables: readonly FoldedTable[]): boolean {
	const rows = version.tables.reduce((sum, table) => sum + table.rows, 0);
	const own = tables.reduce((sum, table) => sum + table.ownRows, 0);
	const stepBytes = tables.reduce((sum, { step }) => sum + encodeRuns(step.rows).length, 0);
	const bytes = version.storedBytes * (own / Math.max(1, rows)) + stepBytes;
	return bytes < WORTHWHILE_SHARE * version.storedBytes;
}

function countExtra({ starts, lengths }: Runs): number {
	return starts.reduce((sum, start, index) => (isExtra(start) ? sum + (lengths[index] ?? 0) : sum), 0);
}

async function writeExtraRows(engine: DuckDbEngine, table: FoldedTable, old: string | null): Promise<void> {
	const { index, select, step, types, ownRows } = table;
	const columns = types.map((_type, i) => `c${i}`).join(', ');
	const places = new Int32Array(ownRows);
	const { starts, lengths } = step.records;
	const records = starts.flatMap((start, run) => ({ start, length: lengths[run] ?? 0 }));
	let [at, run, position, runPosition] = [0, 0, 0, 0];
	// the record numbers of the rows that are this version's own
	step.rows.starts.forEach((start, index) => {
		const length = step.rows.lengths[index] ?? 0;
		if (isExtra(start)) {
			for (let row = position; row < position + length; row++) {
				while (row >= runPosition + (records[run]?.length ?? 0)) runPosition += records[run++]?.length ?? 0;
				places[at++] = (records[run]?.start ?? 0) + row - runPosition;
			}
		}
		position += length;
	});
	await createNumberTable(engine, 'memory.main.own_rows', { r: places });
	const own = `SELECT ${columns} FROM (${select}) JOIN memory.main.own_rows ON record_number = r ORDER BY record_number`;
	const target = extraTable('new', index);
	await engine.run(`CREATE TABLE ${target} AS SELECT ${columns} FROM (${select}) WHERE false`);
	if (old !== null) await engine.run(`INSERT INTO ${target} SELECT * FROM ${extraTable(old, index)}`);
	await engine.run(`INSERT INTO ${target} ${own}; DROP TABLE memory.main.own_rows`);
}

/** Older versions are told in rows of this one, which is proved, and in the old extra rows, which are proved here. */
async function assertSameOldRows(
	engine: DuckDbEngine,
	{ index, types, oldRows, step }: FoldedTable,
	old: string | null,
	written: string,
	members: LayerTools['work']['members']
): Promise<void> {
	if (old === null) return;
	const numbered = (alias: string) =>
		`SELECT rowid AS record_number, * FROM ${extraTable(alias, index)} WHERE rowid < ${oldRows}`;
	const records: Runs = oldRows > 0 ? { lengths: [oldRows], starts: [0] } : { lengths: [], starts: [] };
	await assertSameRows(engine, numbered(old), numbered(written), types, { rows: oldRows, records });
	const versions = members.map(({ version }) => version);
	const [before, after] = [
		await readSteps(engine, old, versions, index),
		await readSteps(engine, written, versions, index)
	];
	if (JSON.stringify(before) !== JSON.stringify(after)) throw new AppError('internal', 'Steps were lost.');
	if (extraRow(step.rows.starts.find(isExtra) ?? -1 - oldRows) < oldRows)
		throw new AppError('internal', 'Rows of older versions were taken for own ones.');
}

async function ownRejects({ parts, work }: LayerTools): Promise<string[]> {
	const { version, files } = work.subject;
	if (version.tables.every(({ rejected }) => rejected === 0)) return [];
	const [alias] = await parts.attach({ parts: files.slice(0, 1) });
	return [`SELECT ${version.version}::BIGINT AS version, * FROM ${alias}.main.rejects`];
}

async function countRows(engine: DuckDbEngine, table: string): Promise<number> {
	const [row] = await engine.rows(`SELECT count(*) AS n FROM ${table}`);
	return Number(row?.['n']);
}

export async function hasRejects(engine: DuckDbEngine, alias: string): Promise<boolean> {
	const rows = await engine.rows(
		`SELECT 1 AS one FROM duckdb_tables() WHERE database_name = '${alias}' AND table_name = 'rejects'`
	);
	return rows.length > 0;
}
