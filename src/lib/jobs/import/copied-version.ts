import { AppError } from '$lib/domain/errors';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { Version, VersionContent, VersionTable } from '$lib/domain/versions/version';
import { assertSameContent, contentOfSelects, layeredSelects, tableSelects } from '$lib/jobs/layers/content';
import { chooseCompression } from '$lib/jobs/layers/exact-storage';
import { partFile } from '$lib/jobs/quality/part-rewrite';
import type { StoredVersion } from '$lib/jobs/quality/stored-version';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { REJECT_COLUMNS, viewSelect } from '$lib/jobs/query/version-sql';
import type { PartTarget, ResolvedTable } from '$lib/protocol/library-api';
import { createRejectsSql } from './load-sql';
import { PartFile } from './part-file';

/** Rows of a version with layers that are put in order at once: what the engine holds in memory for it. */
const ROWS_AT_ONCE = 1_000_000;

/** Is told how far it is; each call may end the work by throwing. */
export interface CopyWatch {
	enter(phase: 'writing' | 'checking'): void;
	wrote(rows: number): void;
}

export interface CopiedVersion {
	/** As the old ones, with the segments of the new part. */
	tables: VersionTable[];
	/** The part in memory mode; else nothing. */
	bytes: Uint8Array<ArrayBuffer>[];
	file: { fileName: string; file: File };
}

/**
 * Copies rows, record numbers and rejects of a stored version into one new part, in file order, however the old one is
 * stored; then reads the part back and compares content hashes (SPEC VER-18).
 * @throws AppError `storage/damaged` where the old version is not what it was; `internal` where the copy is another
 */
export async function copyVersion(
	session: EngineSession,
	stored: StoredVersion,
	target: PartTarget,
	watch: CopyWatch
): Promise<CopiedVersion> {
	const { engine } = session;
	const { parts } = session.views;
	const { version } = stored;
	const selects = await selectsOf(session, stored);
	const before = await contentOfSelects(engine, version, selects);
	assertSameContent(version, before);
	watch.enter('writing');
	const typesOf = (table: VersionTable) => table.columns.map(({ type }) => type);
	await chooseCompression(
		engine,
		version.tables.map((table, index) => ({ select: selects[index] ?? '', types: typesOf(table) }))
	);
	const part = await PartFile.open(engine, target, 0);
	const tables: VersionTable[] = [];
	for (const [index, table] of version.tables.entries()) {
		const isLayered = stored.toJudge.layered?.[index] !== undefined;
		const segments = isLayered
			? await copyInOrder(session, selects[index] ?? '', table, index, watch)
			: await copySegments(session, stored, table, index, watch);
		tables.push({ ...table, segments });
	}
	await copyRejects(session, stored);
	const bytes = await part.finish(tables.flatMap(({ segments }) => segments));
	await engine.run("SET force_compression = 'auto'");
	await parts.keepOnly(new Set());
	watch.enter('checking');
	const file = await partFile(target, bytes ?? undefined);
	await assertCopied(session, { ...version, tables }, file, before);
	return { tables, bytes: bytes ? [bytes] : [], file };
}

function selectsOf({ views }: EngineSession, { version, parts, toJudge }: StoredVersion): Promise<string[]> {
	if (!version.layer) return tableSelects(views.parts, { version, files: parts });
	return layeredSelects(views.parts, version, parts, (index) => {
		const layered = toJudge.layered?.[index];
		if (!layered) throw new AppError('internal', 'The layers of a table are missing.');
		return layered;
	});
}

/** Segment by segment: within one, rows lie in file order already. */
async function copySegments(
	{ engine, views }: EngineSession,
	{ parts }: StoredVersion,
	table: VersionTable,
	tableIndex: number,
	watch: CopyWatch
): Promise<VersionTable['segments']> {
	const aliases = await views.parts.attach({ parts });
	const segments: VersionTable['segments'] = [];
	for (const [index, segment] of table.segments.entries()) {
		const name = `t${tableIndex}_s${index}`;
		const old = `${quoteIdentifier(aliases[segment.part] ?? '')}.main.${quoteIdentifier(segment.table)}`;
		await engine.run(`CREATE TABLE part.main.${name} AS FROM ${old}`);
		segments.push({ ...segment, part: 0, table: name });
		watch.wrote(segment.rows);
	}
	return segments;
}

/** In pieces by record number, as what is put together from layers comes in any order. */
async function copyInOrder(
	{ engine }: EngineSession,
	select: string,
	table: VersionTable,
	tableIndex: number,
	watch: CopyWatch
): Promise<VersionTable['segments']> {
	const name = `t${tableIndex}_s0`;
	await engine.run(`CREATE TABLE part.main.${name} AS FROM (${select}) LIMIT 0`);
	const [facts] = await engine.rows(
		`SELECT min(record_number) AS first, max(record_number) AS last FROM (${select})`
	);
	const [first, last] = [Number(facts?.['first'] ?? 1), Number(facts?.['last'] ?? 0)];
	for (let from = first; from <= last; from += ROWS_AT_ONCE) {
		const range = `record_number >= ${from} AND record_number < ${from + ROWS_AT_ONCE}`;
		await engine.run(`INSERT INTO part.main.${name} FROM (${select}) WHERE ${range} ORDER BY record_number`);
		watch.wrote(Math.min(ROWS_AT_ONCE, table.rows));
	}
	return [{ part: 0, table: name, firstRecord: first, rows: table.rows }];
}

async function copyRejects({ engine, views }: EngineSession, stored: StoredVersion): Promise<void> {
	const { version, parts, sourceName, toJudge } = stored;
	if (!version.tables.some(({ rejected }) => rejected > 0)) return;
	await engine.run(createRejectsSql('part.main.rejects'));
	const list = REJECT_COLUMNS.map(({ name, stored: own }) => `${quoteIdentifier(name)} AS ${own}`).join(', ');
	for (const [tableIndex, table] of version.tables.entries()) {
		const resolved: ResolvedTable = {
			name: '',
			sourceId: toJudge.sourceId,
			sourceName,
			version: version.version,
			view: 'rejects',
			tableIndex,
			table,
			parts,
			layered: toJudge.layered?.[tableIndex]
		};
		const aliases = await views.parts.attach(resolved);
		await engine.run(`INSERT INTO part.main.rejects SELECT ${list} FROM (${viewSelect(resolved, aliases)})`);
	}
}

async function assertCopied(
	{ engine, views }: EngineSession,
	version: Version,
	file: CopiedVersion['file'],
	before: VersionContent
): Promise<void> {
	const selects = await tableSelects(views.parts, { version, files: [file] });
	const now = await contentOfSelects(engine, version, selects);
	await views.parts.keepOnly(new Set());
	if (String(now.hashes) === String(before.hashes)) return;
	throw new AppError('internal', `The copy of version ${version.version} is not the same. Nothing was kept.`);
}
