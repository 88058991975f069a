import { AppError } from '$lib/domain/errors';
import { statusOf, type Judgement, type RuleResult } from '$lib/domain/quality/judgement';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { StagedImport } from '$lib/protocol/library-api';
import { judgeRules } from './judge-rules';
import { judgeVersion, openTables, type VersionToJudge } from './judge-version';
import { partFile } from './part-rewrite';
import { findRejected, rejectRows, type LoadedVersion, type RejectedRows } from './reject-rows';

export interface ImportToJudge {
	session: EngineSession;
	staged: Pick<StagedImport, 'sourceId' | 'sourceName' | 'newest' | 'quality'>;
	/** Keep the version though a blocking rule is broken. */
	keepBlocked: boolean;
	/** Between the values of the text that is kept of rejected rows. */
	delimiter: string;
	signal: AbortSignal;
}

/**
 * Judges what an import has loaded, before it is committed: takes out the rows that rules reject, then counts what
 * breaks the other rules and measures (SPEC RUL-1, RUL-2, MET-1).
 * @throws AppError `quality/blocked`
 */
export async function judgeImport(
	loaded: LoadedVersion,
	input: ImportToJudge
): Promise<LoadedVersion & { judgement: Judgement }> {
	const { session, staged, signal } = input;
	const settings = staged.quality;
	const now = new Date().toISOString();
	let version = await versionOf(loaded, input);
	let tables = await openTables(session, version, settings, now);
	let verdicts = await judgeRules(session, tables, settings.rules);
	signal.throwIfAborted();
	const rejected: RejectedRows[] = [];
	for (const [index, rules] of verdicts.rejecting) {
		const table = tables[index];
		const rows = table && (await findRejected(session, table, rules, input.delimiter));
		if (rows && rows.count > 0) rejected.push(rows);
	}
	let kept = loaded;
	if (rejected.length > 0) {
		await session.views.parts.keepOnly(new Set());
		kept = await rejectRows(session.engine, loaded, rejected, settings.rules);
		signal.throwIfAborted();
		version = { ...(await versionOf(kept, input)), rowsRead: version.rowsRead };
		tables = await openTables(session, version, settings, now);
		verdicts = await judgeRules(session, tables, settings.rules);
		const results = verdicts.results.map((result) => withRejected(result, settings, rejected));
		verdicts = { ...verdicts, results };
	}
	if (!input.keepBlocked) refuseBlocked(verdicts.results, settings);
	const judgement = await judgeVersion(session, version, settings, { tables, verdicts, now });
	await session.views.parts.keepOnly(new Set());
	return { ...kept, judgement };
}

async function versionOf(
	{ tables, targets, bytes }: LoadedVersion,
	{ staged }: ImportToJudge
): Promise<VersionToJudge> {
	return {
		sourceId: staged.sourceId,
		sourceName: staged.sourceName,
		tables,
		parts: await Promise.all(targets.map((target, part) => partFile(target, bytes[part]))),
		rowsRead: tables.map((table) => table.rows + table.rejected),
		before: staged.newest?.tables ?? null
	};
}

function withRejected(
	result: RuleResult,
	{ rules }: QualitySettings,
	rejectedRows: readonly RejectedRows[]
): RuleResult {
	const rule = rules.find(({ id }) => id === result.ruleId);
	const rejected = rejectedRows.reduce((sum, { byRule }) => sum + (byRule.get(result.ruleId) ?? 0), 0);
	if (!rule || rejected === 0) return result;
	const found = { ...result, rejected, checked: result.checked + rejected };
	return { ...found, status: statusOf(rule, found) };
}

/** SPEC RUL-9 */
function refuseBlocked(results: readonly RuleResult[], { rules }: QualitySettings): void {
	const broken = results.flatMap(({ ruleId, failing, problem }) => {
		const rule = rules.find(({ id }) => id === ruleId);
		if (rule?.severity !== 'block' || failing === 0 || problem !== null) return [];
		const rows = failing === 1 ? '1 row' : `${failing.toLocaleString('en')} rows`;
		return [rule.kind === 'row-count' || rule.kind === 'freshness' ? rule.name : `${rule.name} (${rows})`];
	});
	if (broken.length === 0) return;
	const what = broken.length === 1 ? 'a blocking rule' : `${broken.length} blocking rules`;
	throw new AppError('quality/blocked', `The file breaks ${what}: ${broken.join('; ')}.`, { rules: broken });
}
