import { AppError } from '$lib/domain/errors';
import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import { assertSameContent, contentOfSelects, layeredSelects, tableSelects } from './content';
import { chooseCompression } from './exact-storage';
import type { LayerTools } from './layer-worker';
import { copyRejects, writePart } from './written-file';

/** Gives a version that is stored as differences files of its own: it is the newest now. */
export async function promoteVersion(tools: LayerTools, version: number): Promise<LayerOutcome> {
	const { engine, parts, work, check } = tools;
	const { subject, layered } = work;
	if (!layered) throw new AppError('internal', 'A version without layers is promoted.');
	const { tables } = subject.version;
	const selects = await layeredSelects(parts, subject.version, subject.files, (index) => {
		const table = layered[index];
		if (!table) throw new AppError('internal', 'The layers of a table are missing.');
		return table;
	});
	const before = await contentOfSelects(engine, subject.version, selects);
	assertSameContent(subject.version, before);
	await check();
	const types = (index: number) => tables[index]?.columns.map((column) => column.type) ?? [];
	const written = selects.map((select, index) => ({ select, types: types(index) }));
	await chooseCompression(engine, written);
	const target = await tools.createPart();
	const segments = tables.map(({ rows }, index) => [
		{ part: 0, table: `t${index}_s0`, firstRecord: 1, rows }
	]);
	const history = (await parts.attach({ parts: subject.files })).at(-1);
	const file = await writePart(engine, target, 'new', async () => {
		for (const [index, select] of selects.entries())
			await engine.run(`CREATE TABLE new.main.t${index}_s0 AS FROM (${select}) ORDER BY record_number`);
		if (tables.some(({ rejected }) => rejected > 0))
			await copyRejects(engine, 'new', [
				`SELECT * EXCLUDE (version) FROM ${history}.main.rejects WHERE version = ${version}`
			]);
	});
	const files = [{ fileName: target.fileName, file }];
	const promoted = {
		...subject.version,
		tables: tables.map((table, index) => ({ ...table, segments: segments[index] ?? [] }))
	};
	const stored = await tableSelects(parts, { version: promoted, files });
	const now = await contentOfSelects(engine, promoted, stored);
	assertSameContent({ ...subject.version, content: before }, now);
	return { kind: 'promoted', version, segments };
}
