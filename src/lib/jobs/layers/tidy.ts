import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import type { TableStep } from '$lib/domain/layers/layout';
import {
	composeRuns,
	extraRow,
	isExtra,
	rowCountOf,
	usedExtraRows,
	withoutUnusedRows,
	type Runs
} from '$lib/domain/layers/runs';
import { AppError } from '$lib/domain/errors';
import { hasRejects } from './fold';
import { chooseCompression } from './exact-storage';
import { createSteps, extraTable, readSteps, writeStep } from './history-file';
import type { LayerTools } from './layer-worker';
import { createNumberTable } from './number-table';
import { assertSameRows } from './same-rows';
import { copyRejects, writePart } from './written-file';

/** Writes a history anew without the steps of removed versions, and without the rows that only these had. */
export async function tidyHistory(tools: LayerTools, base: number): Promise<LayerOutcome> {
	const { engine, parts, work, check } = tools;
	const { subject, history, members } = work;
	if (!history) throw new AppError('internal', 'There is no history to tidy.');
	const [old = ''] = await parts.attach({ parts: [history] });
	const kept = members.filter(({ isRemoved }) => !isRemoved).map(({ version }) => version);
	const ownRows = new Map(kept.map((version) => [version, 0]));
	const extras = subject.version.tables.map(({ columns }, index) => ({
		select: `FROM ${extraTable(old, index)}`,
		types: columns.map((column) => column.type)
	}));
	await chooseCompression(engine, extras);
	const target = await tools.createPart();
	const checks: (() => Promise<void>)[] = [];
	const file = await writePart(engine, target, 'new', async () => {
		await createSteps(engine, 'new');
		for (const [index, { columns }] of subject.version.tables.entries()) {
			await check();
			const steps = await keptSteps(tools, old, index);
			const orders = steps.map(({ step }) => step.rows);
			const [row] = await engine.rows(`SELECT count(*) AS n FROM ${extraTable(old, index)}`);
			const extraRows = Number(row?.['n']);
			const used = usedExtraRows(orders, extraRows);
			const places = placesOf(used);
			await createNumberTable(engine, 'memory.main.used_rows', { p: places });
			const list = columns.map((_column, i) => `c${i}`).join(', ');
			await engine.run(
				`CREATE TABLE ${extraTable('new', index)} AS SELECT ${list} FROM ${extraTable(old, index)} AS s ` +
					`JOIN memory.main.used_rows AS u ON s.rowid = u.p ORDER BY s.rowid`
			);
			for (const { version, step } of steps) {
				const rows = withoutUnusedRows(step.rows, used, extraRows);
				await writeStep(engine, 'new', version, index, { ...step, rows });
			}
			countOwn(steps, ownRows);
			const types = columns.map((column) => column.type);
			checks.push(async () => {
				const [written = ''] = await parts.attach({
					parts: [{ fileName: target.fileName, file: await fileOf() }]
				});
				await createNumberTable(engine, 'memory.main.kept_rows', { p: places });
				const expected = `SELECT (row_number() OVER (ORDER BY s.rowid) - 1) AS record_number, ${list} FROM ${extraTable(old, index)} AS s JOIN memory.main.kept_rows AS u ON s.rowid = u.p`;
				const actual = `SELECT rowid AS record_number, * FROM ${extraTable(written, index)}`;
				const records: Runs = places.length > 0 ? { lengths: [places.length], starts: [0] } : used;
				await assertSameRows(engine, expected, actual, types, { rows: places.length, records });
				await engine.run('DROP TABLE memory.main.kept_rows');
			});
			await engine.run('DROP TABLE memory.main.used_rows');
		}
		if (kept.length > 0 && (await hasRejects(engine, old)))
			await copyRejects(engine, 'new', [
				`SELECT * FROM ${old}.main.rejects WHERE version IN (${kept.join(', ')})`
			]);
	});
	const fileOf = async () => file;
	for (const run of checks) await run();
	return { kind: 'tidied', base, ownRows: [...ownRows].map(([version, rows]) => ({ version, rows })) };
}

/** The steps between the versions that stay; those of removed ones are made part of the next one's. */
async function keptSteps(
	{ engine, work }: LayerTools,
	old: string,
	tableIndex: number
): Promise<{ version: number; step: TableStep }[]> {
	const versions = work.members.map(({ version }) => version);
	const steps = await readSteps(engine, old, versions, tableIndex);
	const kept: { version: number; step: TableStep }[] = [];
	let passed: Runs | null = null;
	work.members.forEach(({ version, isRemoved }, index) => {
		const step = steps[index] as TableStep;
		const rows: Runs = passed ? composeRuns(step.rows, passed) : step.rows;
		passed = isRemoved ? rows : null;
		if (!isRemoved) kept.push({ version, step: { rows, records: step.records } });
	});
	return kept;
}

/** A row is the newest version's that has it. */
function countOwn(
	steps: readonly { version: number; step: TableStep }[],
	ownRows: Map<number, number>
): void {
	const seen = new Set<number>();
	for (const { version, step } of steps) {
		let own = 0;
		step.rows.starts.forEach((start, index) => {
			if (!isExtra(start)) return;
			for (let i = 0; i < (step.rows.lengths[index] ?? 0); i++) {
				const row = extraRow(start) + i;
				if (!seen.has(row)) own++;
				seen.add(row);
			}
		});
		ownRows.set(version, (ownRows.get(version) ?? 0) + own);
	}
}

function placesOf(used: Runs): Int32Array {
	const places = new Int32Array(rowCountOf(used));
	let at = 0;
	used.starts.forEach((start, index) => {
		for (let i = 0; i < (used.lengths[index] ?? 0); i++) places[at++] = start + i;
	});
	return places;
}
