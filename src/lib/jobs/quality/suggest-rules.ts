import { marginOf, type Judgement, type Metric } from '$lib/domain/quality/judgement';
import type { Rule, RuleOptionValue } from '$lib/domain/quality/rule';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { VersionTable } from '$lib/domain/versions/version';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { EngineSession } from '$lib/jobs/query/engine-session';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import { isNumberType } from '$lib/rules/rule-sql';
import { judgeRules } from './judge-rules';
import { judgeVersion, openTables } from './judge-version';
import { storedVersion, type StoredLibrary } from './stored-version';

/** Fewer rows than this say nothing about the rows to come. */
const ROWS_NEEDED = 10;
/** A set of values is small up to this size, and where each of them comes this often on average. */
const SMALL_SET = 12;
const REPEATED = 5;
const NAMED_PHONE = /phone|tel|mobile|fax|handy/i;

/**
 * Rules that hold on every row of a version: candidates are chosen by its metrics, then judged like any rule, and only
 * those without a failing row are suggested (QUA-2). Kinds that the columns have rules of already are left out.
 * @throws AppError
 */
export async function suggestRules(
	engine: DuckDbEngine,
	library: QueryLibrary & StoredLibrary,
	sourceId: string,
	version: number
): Promise<SuggestedRule[]> {
	const { toJudge, quality } = await storedVersion(library, sourceId, version);
	const session = await EngineSession.open(async () => engine, library);
	const known = quality.judgements.find((one) => one.version === version)?.judgement;
	const judgement = known ?? (await judgeVersion(session, toJudge, { rules: [], thresholds: [] }));
	const taken = new Set(quality.settings.rules.map(keyOf));
	const candidates = toJudge.tables
		.flatMap((table, index) => candidatesOf(table, index, judgement, toJudge.tables.length > 1))
		.filter((rule) => !taken.has(keyOf(rule)));
	const settings = { rules: candidates, thresholds: [] };
	const tables = await openTables(session, toJudge, settings, new Date().toISOString());
	const { results } = await judgeRules(session, tables, candidates);
	return results.flatMap(({ ruleId, failing, checked, problem }) => {
		const rule = candidates.find(({ id }) => id === ruleId);
		return rule && failing === 0 && problem === null ? [{ rule, checked }] : [];
	});
}

function keyOf({ kind, table, columns }: Rule): string {
	return JSON.stringify([kind, table, columns]);
}

function candidatesOf(
	table: VersionTable,
	tableIndex: number,
	judgement: Judgement,
	isNamed: boolean
): Rule[] {
	if (table.rows < ROWS_NEEDED) return [];
	const rules: Rule[] = [];
	table.columns.forEach(({ name, type }, columnIndex) => {
		const suggest = (kind: string, options: Record<string, RuleOptionValue> = {}) =>
			rules.push({
				id: crypto.randomUUID(),
				name: '',
				kind,
				severity: 'warn',
				table: isNamed ? table.name : null,
				columns: [name],
				options
			});
		const find = (metric: Metric['metric']) =>
			judgement.metrics.find(
				(one) => one.tableIndex === tableIndex && one.columnIndex === columnIndex && one.metric === metric
			);
		const value = (metric: Metric['metric']) => find(metric)?.value ?? null;
		const nullShare = value('nullShare') ?? 1;
		const filled = Math.round(table.rows * (1 - nullShare));
		if (nullShare === 0) suggest('required', { blank: true });
		if (filled < ROWS_NEEDED) return;
		const distinct = find('distinct');
		// where that is an estimate, judging the rule tells
		if (distinct && (distinct.value ?? 0) * (1 + marginOf(distinct)) >= filled) suggest('unique');
		const min = value('min');
		if (isNumberType(type) && min !== null && min >= 0) suggest('range', { min: 0 });
		const values = judgement.categories.find(
			(one) => one.tableIndex === tableIndex && one.columnIndex === columnIndex
		)?.values;
		if (values && values.length > 0 && values.length <= SMALL_SET && filled >= values.length * REPEATED)
			suggest('one-of', { values: [...values] });
		else if (type === 'VARCHAR') {
			suggest('email');
			suggest('url');
			if (NAMED_PHONE.test(name)) suggest('phone');
		}
	});
	return rules;
}
