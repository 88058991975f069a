import type { KeyFaults } from '$lib/domain/diff/diff';
import { distinctKeysSql, keyFactsSql, usesBits } from '$lib/domain/diff/key-sql';
import {
	candidatesSql,
	createHashesSql,
	createPairsSql,
	duplicateCountsSql,
	duplicateKeysSql,
	matchSql,
	markUnmatchedSql,
	orderPairsSql,
	pairCandidatesSql,
	unbalancedSql,
	unmatchedDuplicatesSql,
	type DiffPlan,
	type Share
} from '$lib/domain/diff/pairs-sql';
import type { DiffProgress } from '$lib/protocol/diff-api';
import type { OpenSide } from './diff-side';
import type { SqlRunner } from './statements';

/** Memory that one step may take by these figures (in truth up to three times as much); the rest is done in parts. */
const STEP_BYTES = 400 * 2 ** 20;
/** Bytes that a key or a hash takes in a table of groups, and a short value in a join's. */
const GROUP_BYTES = 48;
const VALUE_BYTES = 12;
const TEXT_BYTES = 32;

/** Keys of data that never changes, known to be unique: by the data's identity and the key. */
export type KnownUnique = Set<string>;

type MatchedSide = Pick<OpenSide, 'rows' | 'identity'>;

export interface Matched {
	keysFrom: KeyFaults;
	keysTo: KeyFaults;
}

const NO_FAULTS: KeyFaults = { duplicateKeys: 0, duplicateRows: 0, nullRows: 0 };

/** Finds what changed between two sides and puts it down as the table `pairs`. */
export class RowMatcher {
	readonly #statements: SqlRunner;
	readonly #plan: DiffPlan;
	readonly #sides: { f: MatchedSide; t: MatchedSide };
	readonly #known: KnownUnique;
	readonly #onProgress: (progress: DiffProgress) => void;

	constructor(
		statements: SqlRunner,
		plan: DiffPlan,
		sides: { f: MatchedSide; t: MatchedSide },
		known: KnownUnique,
		onProgress: (progress: DiffProgress) => void
	) {
		this.#statements = statements;
		this.#plan = plan;
		this.#sides = sides;
		this.#known = known;
		this.#onProgress = onProgress;
	}

	async match(): Promise<Matched> {
		await this.#statements.run(createPairsSql(this.#plan, 'found'));
		const matched = this.#plan.fields.some((field) => field.isKey)
			? await this.#byKey()
			: await this.#wholeRows();
		await this.#statements.run(orderPairsSql(this.#plan, 'found', 'pairs'));
		await this.#drop('found');
		return matched;
	}

	/**
	 * A join is right where each row finds one partner at most. Where keys are unique on one side, the other side's
	 * matched rows are as many as the keys they have, unless keys occur twice there: so that side need not be measured.
	 */
	async #byKey(): Promise<Matched> {
		this.#onProgress({ phase: 'keys', done: 0 });
		const facts = { f: await this.#facts('f'), t: await this.#facts('t') };
		const nulls = { f: facts.f.nulls, t: facts.t.nulls };
		const first = this.#isKnown('f') ? 'f' : 't';
		if (!(await this.#isUnique(first, facts[first]))) return this.#withDuplicates(nulls);
		await this.#insertMatches(null);
		const counts = await this.#statements.numbers(
			`SELECT count(*) FILTER (kind = 0) AS added, count(*) FILTER (kind = 1) AS removed FROM ${this.#plan.table('found')}`
		);
		const matchedFrom = this.#sides.f.rows - (counts['removed'] ?? 0);
		const matchedTo = this.#sides.t.rows - (counts['added'] ?? 0);
		if (matchedFrom !== matchedTo) {
			await this.#statements.run(`DELETE FROM ${this.#plan.table('found')}`);
			return this.#withDuplicates(nulls);
		}
		return this.#faultsOfOthers(first === 'f' ? 't' : 'f', nulls);
	}

	/** Keys that occur twice among the rows without a partner change no count, but are told. */
	async #faultsOfOthers(other: 'f' | 't', nulls: Record<'f' | 't', number>): Promise<Matched> {
		const faults = { f: { ...NO_FAULTS, nullRows: nulls.f }, t: { ...NO_FAULTS, nullRows: nulls.t } };
		const { keys = 0, n = 0 } = await this.#statements.numbers(
			unmatchedDuplicatesSql(this.#plan, other, 'found')
		);
		if (keys > 0) {
			faults[other] = { duplicateKeys: keys, duplicateRows: n, nullRows: nulls[other] };
			await this.#statements.run(markUnmatchedSql(this.#plan, other, 'found'));
		}
		return { keysFrom: faults.f, keysTo: faults.t };
	}

	async #withDuplicates(nulls: Record<'f' | 't', number>): Promise<Matched> {
		await this.#statements.run(duplicateKeysSql(this.#plan, 'keys'));
		const keysFrom = await this.#countDuplicates('f', nulls.f);
		const keysTo = await this.#countDuplicates('t', nulls.t);
		await this.#insertMatches('keys');
		await this.#pairDuplicates();
		await this.#drop('keys');
		return { keysFrom, keysTo };
	}

	async #pairDuplicates(): Promise<void> {
		const plan = this.#plan;
		await this.#statements.run(candidatesSql(plan, 'f', 'some_from', { duplicates: 'keys' }));
		await this.#statements.run(candidatesSql(plan, 't', 'some_to', { duplicates: 'keys' }));
		await this.#insert(pairCandidatesSql(plan, 'some_from', 'some_to'));
		await this.#drop('some_from', 'some_to');
	}

	async #countDuplicates(side: 'f' | 't', nullRows: number): Promise<KeyFaults> {
		const { keys = 0, n = 0 } = await this.#statements.numbers(duplicateCountsSql(this.#plan, side, 'keys'));
		return { duplicateKeys: keys, duplicateRows: n, nullRows };
	}

	/** Without a key: rows that one side has more often than the other, found by hashes, then compared exactly. */
	async #wholeRows(): Promise<Matched> {
		const plan = this.#plan;
		const { f, t } = this.#sides;
		const of = Math.max(1, Math.ceil(((f.rows + t.rows) * GROUP_BYTES) / STEP_BYTES));
		await this.#statements.run(createHashesSql(plan, 'hashes'));
		for (let part = 0; part < of; part++) {
			this.#onProgress({ phase: 'matching', done: part / of });
			await this.#statements.run(unbalancedSql(plan, 'hashes', { part, of }));
		}
		const among = { hashes: 'hashes', share: { part: 0, of: 1 } };
		await this.#statements.run(candidatesSql(plan, 'f', 'some_from', among));
		await this.#statements.run(candidatesSql(plan, 't', 'some_to', among));
		await this.#insert(pairCandidatesSql(plan, 'some_from', 'some_to'));
		await this.#drop('hashes', 'some_from', 'some_to');
		return { keysFrom: NO_FAULTS, keysTo: NO_FAULTS };
	}

	async #insertMatches(without: string | null): Promise<void> {
		const of = this.#joinParts();
		for (let part = 0; part < of; part++) {
			this.#onProgress({ phase: 'matching', done: part / of });
			await this.#insert(matchSql(this.#plan, { part, of }, without));
		}
	}

	/** A join keeps the smaller side in memory. */
	#joinParts(): number {
		const { f, t } = this.#sides;
		const width = this.#plan.fields
			.filter((field) => field.isKey || field.bit !== null)
			.reduce(
				(bytes, { toType, fromType }) =>
					bytes + ((toType ?? fromType) === 'VARCHAR' ? TEXT_BYTES : VALUE_BYTES),
				32
			);
		return Math.max(1, Math.ceil((Math.min(f.rows, t.rows) * width) / STEP_BYTES));
	}

	async #facts(side: 'f' | 't'): Promise<KeyMeasure> {
		const [row = {}] = await this.#statements.rows(keyFactsSql(this.#plan, side));
		const numberOrNull = (value: unknown) => (typeof value === 'number' ? value : null);
		return {
			rows: Number(row['n']),
			nulls: Number(row['nulls']),
			low: numberOrNull(row['low']),
			high: numberOrNull(row['high'])
		};
	}

	async #isUnique(side: 'f' | 't', facts: KeyMeasure): Promise<boolean> {
		if (this.#isKnown(side)) return true;
		const of = usesBits(facts)
			? 1
			: Math.max(1, Math.ceil((facts.rows * (GROUP_BYTES + TEXT_BYTES)) / STEP_BYTES));
		let distinct = 0;
		for (let part = 0; part < of; part++) {
			this.#onProgress({ phase: 'keys', done: part / of });
			const share: Share = { part, of };
			distinct += (await this.#statements.numbers(distinctKeysSql(this.#plan, side, facts, share)))['n'] ?? 0;
		}
		if (distinct < facts.rows) return false;
		const name = this.#keyName(side);
		if (name !== null) this.#known.add(name);
		return true;
	}

	#isKnown(side: 'f' | 't'): boolean {
		const name = this.#keyName(side);
		return name !== null && this.#known.has(name);
	}

	/** The same key may be spelled otherwise where the other side has another type. */
	#keyName(side: 'f' | 't'): string | null {
		const { identity } = this.#sides[side];
		if (identity === null) return null;
		const { ignoreCase, ignoreSpace } = this.#plan.options;
		const key = this.#plan.fields
			.filter((field) => field.isKey)
			.map(({ from, to, fromType, toType }) => [side === 'f' ? from : to, fromType === toType]);
		return JSON.stringify([identity, key, ignoreCase, ignoreSpace]);
	}

	#insert(select: string): Promise<void> {
		return this.#statements.run(`INSERT INTO ${this.#plan.table('found')} ${select}`);
	}

	async #drop(...names: string[]): Promise<void> {
		for (const name of names) await this.#statements.run(`DROP TABLE ${this.#plan.table(name)}`);
	}
}

interface KeyMeasure {
	rows: number;
	nulls: number;
	low: number | null;
	high: number | null;
}
