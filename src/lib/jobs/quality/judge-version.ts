import {
	marginOf,
	worstStatus,
	type Judgement,
	type Metric,
	type RuleResult
} from '$lib/domain/quality/judgement';
import type { QualitySettings } from '$lib/domain/quality/settings';
import { thresholdOf, thresholdStatus } from '$lib/domain/quality/threshold';
import type { VersionTable } from '$lib/domain/versions/version';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { ruleContext } from '$lib/jobs/query/version-sql';
import type { LayeredTable, ResolvedTable } from '$lib/protocol/library-api';
import { judgeRules, type RuleVerdicts, type TableToJudge } from './judge-rules';
import { measureTable } from './measure';
import { otherNames } from './other-names';

/** A version whose files are written, whether it is committed or not. */
export interface VersionToJudge {
	sourceId: string;
	sourceName: string;
	tables: readonly VersionTable[];
	parts: readonly { fileName: string; file: File }[];
	/** By table, where they are put together from other versions' files. */
	layered?: readonly (LayeredTable | undefined)[];
	/** Records in the file for each table, rejects included. */
	rowsRead: readonly number[];
	/** Tables of the version before, or null. */
	before: readonly VersionTable[] | null;
}

/** Makes the rows of a version known to the engine. @param now ISO 8601 */
export async function openTables(
	session: EngineSession,
	version: VersionToJudge,
	settings: QualitySettings,
	now: string
): Promise<TableToJudge[]> {
	await session.views.prepare(await otherNames(session.engine, settings.rules));
	const { sourceId, sourceName, parts } = version;
	const tables: TableToJudge[] = [];
	for (const [index, table] of version.tables.entries()) {
		const resolved: ResolvedTable = {
			name: '',
			sourceId,
			sourceName,
			version: 0,
			view: 'records',
			tableIndex: index,
			table,
			parts: [...parts],
			layered: version.layered?.[index]
		};
		const aliases = await session.views.parts.attach(resolved);
		const before = beforeOf(version, table, index);
		tables.push({ index, name: table.name, context: ruleContext(resolved, aliases, { before, now }) });
	}
	return tables;
}

function beforeOf(
	{ tables, before }: VersionToJudge,
	table: VersionTable,
	index: number
): { rows: number } | null {
	const old = tables.length === 1 ? before?.[index] : before?.find(({ name }) => name === table.name);
	return old ? { rows: old.rows } : null;
}

/**
 * Rules and metrics of a version together.
 * @param verdicts of the rules where they are known already
 * @throws AppError of the engine
 */
export async function judgeVersion(
	session: EngineSession,
	version: VersionToJudge,
	settings: QualitySettings,
	known?: { tables: TableToJudge[]; verdicts: RuleVerdicts; now: string }
): Promise<Judgement> {
	const now = known?.now ?? new Date().toISOString();
	const tables = known?.tables ?? (await openTables(session, version, settings, now));
	const { results } = known?.verdicts ?? (await judgeRules(session, tables, settings.rules));
	const metrics: Metric[] = [];
	const categories: Judgement['categories'][number][] = [];
	for (const table of tables) {
		const measured = await measureTable(session, table, version.rowsRead[table.index] ?? 0);
		const rate = { tableIndex: table.index, columnIndex: -1, metric: 'rulePassRate' as const };
		const all = [...measured.metrics, { ...rate, value: passRate(results, table.index) }];
		for (const metric of all) {
			const threshold = thresholdOf(settings.thresholds, version.tables, metric);
			const status = threshold ? thresholdStatus(threshold, metric.value, marginOf(metric)) : 'pass';
			metrics.push({ ...metric, status });
		}
		categories.push(...measured.categories);
	}
	const status = worstStatus([...results, ...metrics].map((one) => one.status));
	return { judgedAt: now, rules: settings.rules, results, metrics, categories, status };
}

/** Share of the checks (rows times rules) that were kept; null without rules. */
function passRate(results: readonly RuleResult[], tableIndex: number): number | null {
	const ofTable = results.filter((result) => result.tableIndex === tableIndex && result.checked > 0);
	const checked = ofTable.reduce((sum, result) => sum + result.checked, 0);
	if (checked === 0) return null;
	return 1 - ofTable.reduce((sum, { failing, rejected }) => sum + failing + rejected, 0) / checked;
}
