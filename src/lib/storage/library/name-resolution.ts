import { AppError } from '$lib/domain/errors';
import { tableIndexOf, type Rule } from '$lib/domain/quality/rule';
import { parseAllName, type AllName } from '$lib/domain/versions/all-versions';
import type { Version } from '$lib/domain/versions/version';
import type { LayeredTable, NameProblem, ResolvedTable, SchemaSource } from '$lib/protocol/library-api';
import type { KnownSource, SourceRegistry } from './source-registry';
import { tableReference } from '$lib/domain/sql/names';
import { chooseTable, parseTableName } from './table-name';

/** Kind of sources whose version is an opened SQLite file. */
const SQLITE = 'sqlite';

/** @returns the table a name in SQL means and its files; null where there is none that can be read */
export async function resolveName(registry: SourceRegistry, name: string): Promise<ResolvedTable | null> {
	const all = parseAllName(name);
	if (all) return resolveAll(registry, all, name);
	const found = findVersion(registry, name);
	if (!found) return null;
	try {
		return await readTable(found, name);
	} catch (error) {
		if (!(error instanceof AppError && error.code === 'storage/damaged')) throw error;
	}
	// Another tab may have removed the version a moment ago.
	await registry.refresh(found.source.id);
	const again = findVersion(registry, name);
	return again && readTable(again, name);
}

/** The table in every version that has it and can be read. */
async function resolveAll(
	registry: SourceRegistry,
	{ source: sourceName, rest }: AllName,
	name: string
): Promise<ResolvedTable | null> {
	const source = registry.findByName(sourceName);
	if (!source || source.kind === SQLITE) return null;
	const numbers = source.versions.map(({ version }) => version);
	const found = await Promise.all(
		numbers.map((number) => resolveName(registry, `${source.name}@${number}${rest}`))
	);
	const versions = found.filter((table) => table !== null).filter(({ view }) => view === 'rows');
	const newest = versions.at(-1);
	return newest ? { ...newest, name, fullName: name, versions } : null;
}

/** @returns why a name that means something can't be read, or null */
export function findProblem(registry: SourceRegistry, name: string): NameProblem | null {
	const parsed = parseTableName(name);
	const source = parsed && registry.findByName(parsed.source);
	if (!source) return null;
	if (source.problem !== null) return { name, problem: `“${source.name}” is damaged. ${source.problem}` };
	const version = pickVersion(source, parsed.version);
	if (version?.problem !== undefined)
		return { name, problem: `“${source.name}” is damaged. ${version.problem}` };
	if (!version || version.tables.length < 2 || chooseTable(version, parsed.rest)) return null;
	const names = version.tables.slice(0, 20).map((table) => tableReference(parsed.source, table.name));
	const has = parsed.rest === null ? 'has several tables' : `has no table “${parsed.rest}”`;
	return { name, problem: `“${source.name}” ${has}: ${names.join(', ')}.`, isAmbiguous: true };
}

/** @returns the newest version's tables, or null where that can't be read */
export function schemaOf(source: KnownSource): SchemaSource | null {
	const newest = source.versions.at(-1);
	if (!newest || newest.problem !== undefined) return null;
	const readable = source.versions.filter((version) => version.problem === undefined);
	return {
		sourceId: source.id,
		name: source.name,
		newestVersion: newest.version,
		versions: readable.map((version) => version.version),
		tables: newest.tables.map(({ name, rows, columns }) => ({
			name: newest.tables.length === 1 ? source.name : name,
			rows,
			columns: columns.map((column) => ({ name: column.name, type: column.type }))
		})),
		isSqlite: source.kind === SQLITE
	};
}

interface Found {
	source: KnownSource;
	version: Version;
	rest: string | null;
}

function findVersion(registry: SourceRegistry, name: string): Found | null {
	const parsed = parseTableName(name);
	const source = parsed && registry.findByName(parsed.source);
	const version = source && pickVersion(source, parsed.version);
	if (!version || version.problem !== undefined) return null;
	return { source, version, rest: parsed.rest };
}

function pickVersion(source: KnownSource, number: number | null): Version | undefined {
	return number === null
		? source.versions.at(-1)
		: source.versions.find((version) => version.version === number);
}

async function readTable({ source, version, rest }: Found, name: string): Promise<ResolvedTable | null> {
	const choice = chooseTable(version, rest);
	const table = choice && version.tables[choice.tableIndex];
	const isSqlite = source.kind === SQLITE;
	if (!table || (isSqlite && choice.view !== 'rows')) return null;
	return {
		name,
		sourceId: source.id,
		sourceName: source.name,
		version: version.version,
		view: choice.view,
		tableIndex: choice.tableIndex,
		table,
		parts: await source.directory.files(version),
		isSqlite,
		fullName: [`${source.name}@${version.version}`, ...(rest === null ? [] : [rest])].join('.'),
		...(version.layer && { layered: layeredTable(source, version, choice.tableIndex) }),
		...(choice.view === 'findings' && { rules: await rulesOf(source, version, choice.tableIndex) })
	};
}

function layeredTable(source: KnownSource, version: Version, tableIndex: number): LayeredTable | undefined {
	const { contents } = source.directory;
	const { layer } = version;
	if (!layer || contents.kind !== 'ready') return undefined;
	const base = contents.stored.find((other) => other.version === layer.baseVersion);
	return { ...layer, baseSegments: base?.tables[tableIndex]?.segments ?? [] };
}

/** The rules that a table of a version was judged by, without those that could not be judged. */
async function rulesOf(source: KnownSource, version: Version, tableIndex: number): Promise<Rule[]> {
	const { judgements } = await source.directory.quality();
	const judgement = judgements.find((one) => one.version === version.version)?.judgement;
	if (!judgement) return [];
	const problems = new Set(
		judgement.results.filter(({ problem }) => problem !== null).map((result) => result.ruleId)
	);
	return judgement.rules.filter(
		(rule) => !problems.has(rule.id) && tableIndexOf(rule, version.tables) === tableIndex
	);
}
