import type { DiffOptions } from '$lib/domain/diff/diff';
import { asAppError, isCancelled } from '$lib/domain/errors';
import type { QualitySettings } from '$lib/domain/quality/settings';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import { oneLine } from '$lib/domain/sql/one-line';
import { columnLosses, type ColumnLosses } from '$lib/domain/versions/column-changes';
import type { Version, VersionTable } from '$lib/domain/versions/version';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import type { KnownStatement } from '$lib/protocol/library-api';
import { Binder } from './binder';
import { settingsWarnings } from './settings-warnings';
import type { ShapeLibrary } from './shape-library';

/** Statements that are named at most; the rest is told as a number. */
const MOST_NAMED = 20;
const LINE_LENGTH = 100;

/** What is known about a source, and what its next version has. */
export interface Dependents {
	sourceId: string;
	sourceName: string;
	newest: Version;
	next: readonly VersionTable[];
	quality: QualitySettings;
	diff: Partial<DiffOptions> | null;
	statements: readonly KnownStatement[];
}

/** What asks for the next thing: a rule or a statement, and how a sentence begins that names it. */
interface Subject {
	code: 'breaks-rule' | 'breaks-query';
	name: string;
	problem: () => Promise<string | null>;
}

/**
 * Names the rules, thresholds, diff options and statements that work with the newest version and would not with the next one,
 * or that use a column whose type has changed (SPEC BRK-1). Whether something works is asked of DuckDB's binder.
 * @param session opened only where there are rules or statements
 */
export async function findBreakage(
	dependents: Dependents,
	session: () => Promise<EngineSession>,
	library: ShapeLibrary
): Promise<ReceiptWarning[]> {
	const losses = columnLosses(dependents.newest.tables, dependents.next);
	const warnings = settingsWarnings(dependents, losses);
	if (dependents.quality.rules.length + dependents.statements.length === 0) return warnings;
	const binder = new Binder(await session(), library, dependents);
	try {
		warnings.push(...(await bound(binder, dependents, losses)));
	} catch (cause) {
		const error = asAppError(cause);
		if (isCancelled(error)) throw error;
		const message = `Whether rules and statements still work could not be found out: ${error.message}`;
		warnings.push({ code: 'breaks-unknown', message });
	} finally {
		binder.end();
	}
	return warnings;
}

async function bound(
	binder: Binder,
	{ next, quality, statements }: Dependents,
	losses: readonly ColumnLosses[]
): Promise<ReceiptWarning[]> {
	binder.assume(null);
	const about: Subject[] = quality.rules.map((rule) => ({
		code: 'breaks-rule',
		name: `Rule “${rule.name}”`,
		problem: () => binder.problemOfRule(rule)
	}));
	for (const { name, sql } of statements)
		if (await binder.isAbout(sql))
			about.push({
				code: 'breaks-query',
				name: name === null ? `“${oneLine(sql, LINE_LENGTH)}”` : `Saved query “${name}”`,
				problem: () => binder.problemOf(sql)
			});
	const working = await those(about, async (subject) => (await subject.problem()) === null);
	binder.assume(next);
	const warnings: ReceiptWarning[] = [];
	const still = await those(working, async ({ code, name, problem }) => {
		const found = await problem();
		if (found !== null) warnings.push({ code, message: brokenText(code, name, found) });
		return found === null;
	});
	for (const { code, name, columns } of await retypedOf(binder, still, next, losses))
		warnings.push({ code, message: `${name} uses ${columns}.` });
	return limited(warnings);
}

/** Which of the subjects use a column whose type has changed: those that do not work without it. */
async function retypedOf(
	binder: Binder,
	subjects: readonly Subject[],
	next: readonly VersionTable[],
	losses: readonly ColumnLosses[]
): Promise<(Subject & { columns: string })[]> {
	const retyped = losses.flatMap((loss) => loss.retyped.map((column) => ({ ...column, table: loss.table })));
	const uses = new Map<Subject, string[]>();
	for (const { table, name, from, to } of retyped) {
		binder.assume(next.map((one) => (next.length === 1 || one.name === table ? without(one, name) : one)));
		for (const subject of subjects)
			if ((await subject.problem()) !== null)
				uses.set(subject, [
					...(uses.get(subject) ?? []),
					`“${name}”, whose type has changed from ${from} to ${to}`
				]);
	}
	return [...uses].map(([subject, columns]) => ({ ...subject, columns: columns.join(', and ') }));
}

function without(table: VersionTable, name: string): VersionTable {
	return { ...table, columns: table.columns.filter((column) => column.name !== name) };
}

function brokenText(code: Subject['code'], name: string, problem: string): string {
	const can = code === 'breaks-rule' ? 'can’t be judged any more' : 'does not run any more';
	return `${name} ${can}: ${problem}`;
}

function limited(warnings: readonly ReceiptWarning[]): ReceiptWarning[] {
	const rest = warnings.length - MOST_NAMED;
	if (rest <= 0) return [...warnings];
	const message = `${rest} more rules and statements are touched by the change of columns.`;
	return [...warnings.slice(0, MOST_NAMED), { code: 'breaks-query', message }];
}

async function those(
	subjects: readonly Subject[],
	isWanted: (subject: Subject) => Promise<boolean>
): Promise<Subject[]> {
	const found: Subject[] = [];
	for (const subject of subjects) if (await isWanted(subject)) found.push(subject);
	return found;
}
