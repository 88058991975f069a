import { asAppError, type AppError } from '$lib/domain/errors';
import type { Rule } from '$lib/domain/quality/rule';
import { tableIndexOf } from '$lib/domain/quality/rule';
import type { Version, VersionTable } from '$lib/domain/versions/version';
import { readRule } from '$lib/jobs/quality/judge-rules';
import { otherNames } from '$lib/jobs/quality/other-names';
import { countFailingSql, tableVerdictsSql } from '$lib/jobs/quality/rule-statements';
import type { EngineSession } from '$lib/jobs/query/engine-session';
import { readStatement } from '$lib/jobs/query/statement';
import { ruleContext } from '$lib/jobs/query/version-sql';
import { meansNewest, type ShapeLibrary } from './shape-library';

/** Asks DuckDB's own binder what would run over tables of given columns and types. */
export class Binder {
	readonly #session: EngineSession;
	readonly #library: ShapeLibrary;
	readonly #source: { sourceId: string; sourceName: string; newest: Version };
	#next: readonly VersionTable[] | null = null;

	constructor(
		session: EngineSession,
		library: ShapeLibrary,
		source: { sourceId: string; sourceName: string; newest: Version }
	) {
		this.#session = session;
		this.#library = library;
		this.#source = source;
	}

	/** From now on the source's name means these tables; null for those of its newest version. */
	assume(next: readonly VersionTable[] | null): void {
		this.#next = next;
		const { sourceId, newest } = this.#source;
		this.#library.shapes = { sourceId, newest, next };
		this.#session.views.invalidate(null);
	}

	/** Names mean what is stored again. */
	end(): void {
		this.#library.shapes = null;
		this.#session.views.invalidate(null);
	}

	/** Whether a statement gives rows of whatever is the source's newest version. */
	async isAbout(sql: string): Promise<boolean> {
		const { shapes } = this.#library;
		const statement = await readStatement(this.#session, sql).catch(() => null);
		if (shapes === null || statement?.kind !== 'reader') return false;
		return statement.named.some(({ resolved }) => meansNewest(resolved, shapes));
	}

	/** Why a statement would not run, or null where it would. */
	async problemOf(sql: string): Promise<string | null> {
		try {
			const statement = await readStatement(this.#session, sql);
			await this.#session.views.prepareWords(statement.words, () => null);
			await this.#bind(statement.sql);
			return null;
		} catch (cause) {
			return firstSentence(asAppError(cause));
		}
	}

	/** Why a rule could not be judged, or null where it could. */
	async problemOfRule(rule: Rule): Promise<string | null> {
		const { sourceId, sourceName, newest } = this.#source;
		const tables = this.#next ?? newest.tables;
		const tableIndex = tableIndexOf(rule, tables);
		const table = tables[tableIndex];
		if (!table) return `There is no table “${rule.table ?? ''}”.`;
		const empty = { ...table, rows: 0, rejected: 0, segments: [] };
		const shape = { name: '', sourceId, sourceName, version: 0, tableIndex, table: empty, parts: [] };
		const facts = { before: { rows: 0 }, now: new Date(0).toISOString() };
		const context = ruleContext({ ...shape, view: 'records' }, [], facts);
		try {
			await this.#session.views.prepare(await otherNames(this.#session.engine, [rule]));
			const judged = await readRule(this.#session, rule, context);
			if (typeof judged === 'string') return judged;
			const statement = judged.scope === 'row' ? countFailingSql : tableVerdictsSql;
			await this.#bind(statement([judged], context.rows));
			return null;
		} catch (cause) {
			return firstSentence(asAppError(cause));
		}
	}

	async #bind(sql: string): Promise<void> {
		await this.#session.primary.rows(`DESCRIBE ${sql}`);
	}
}

/** @throws what says nothing about the statement */
function firstSentence(error: AppError): string {
	if (error.code === 'cancelled' || error.code === 'engine/crashed') throw error;
	return error.message.split('\n')[0] ?? '';
}
