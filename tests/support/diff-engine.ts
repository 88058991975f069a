import { openWasmConnection } from '../unit/schema/engines';
import { countsSql } from '../../src/lib/domain/diff/counts-sql';
import { DEFAULT_DIFF_OPTIONS, type DiffColumn, type DiffOptions } from '../../src/lib/domain/diff/diff';
import { diffFields } from '../../src/lib/domain/diff/fields';
import type { DiffPlan } from '../../src/lib/domain/diff/pairs-sql';
import { quoteText } from '../../src/lib/domain/sql/quote';
import { RowMatcher, type Matched } from '../../src/lib/jobs/diff/match-rows';
import type { SqlRunner } from '../../src/lib/jobs/diff/statements';

export interface SideTable {
	columns: DiffColumn[];
	rows: readonly (readonly (string | null)[])[];
}

export interface DiffCounts {
	added: number;
	removed: number;
	modified: number;
	/** Of these, with keys that are not unique. */
	dup: { added: number; removed: number; modified: number };
	/** By column, where not zero. */
	changed: Record<string, number>;
	matched: Matched;
}

/** The engine of the browser in Node, for the part of a diff that is SQL. */
export class DiffEngine {
	#last = 0;

	private constructor(readonly runner: SqlRunner) {}

	static async open(): Promise<DiffEngine> {
		const connection = await openWasmConnection();
		const rows = async (sql: string) =>
			connection
				.query(sql)
				.toArray()
				.map((row) =>
					Object.fromEntries(
						Object.entries(row.toJSON()).map(([name, value]) => [
							name,
							typeof value === 'bigint' ? Number(value) : value
						])
					)
				);
		const engine = new DiffEngine({
			run: async (sql) => void connection.query(sql),
			rows,
			numbers: async (sql) => {
				const [row = {}] = await rows(sql);
				return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
			}
		});
		return engine;
	}

	/** Makes a table of texts, cast to the columns' types. @returns its name */
	async makeTable({ columns, rows }: SideTable): Promise<string> {
		const name = `side_${++this.#last}`;
		const list = columns.map(({ type }, index) => `c${index} ${type}`);
		await this.runner.run(`CREATE TABLE ${name} (${['rec BIGINT', ...list].join(', ')})`);
		for (let at = 0; at < rows.length; at += 500) {
			const values = rows
				.slice(at, at + 500)
				.map(
					(row, index) =>
						`(${[at + index + 1, ...row.map((value) => (value === null ? 'NULL' : quoteText(value)))].join(', ')})`
				);
			await this.runner.run(`INSERT INTO ${name} VALUES ${values.join(', ')}`);
		}
		return name;
	}

	async compare(
		from: { name: string; table: SideTable },
		to: { name: string; table: SideTable },
		given: Partial<DiffOptions>
	): Promise<DiffCounts> {
		const prefix = `d${++this.#last}`;
		const options = { ...DEFAULT_DIFF_OPTIONS, ...given };
		const fields = diffFields(from.table.columns, to.table.columns, options.key ?? [], options);
		const plan: DiffPlan = {
			from: from.name,
			to: to.name,
			table: (name) => `${prefix}_${name}`,
			fields,
			options
		};
		const side = (table: SideTable) => ({ rows: table.rows.length, identity: null });
		const sides = { f: side(from.table), t: side(to.table) };
		const matched = await new RowMatcher(this.runner, plan, sides, new Set(), () => undefined).match();
		const counts = await this.runner.numbers(countsSql(plan.table('pairs'), fields));
		await this.runner.run(`DROP TABLE ${plan.table('pairs')}`);
		const count = (name: string) => counts[name] ?? 0;
		return {
			added: count('added'),
			removed: count('removed'),
			modified: count('modified'),
			dup: { added: count('dup_added'), removed: count('dup_removed'), modified: count('dup_modified') },
			changed: Object.fromEntries(
				fields.flatMap(({ name, bit }) =>
					bit === null || count(`b${bit}`) === 0 ? [] : [[name, count(`b${bit}`)]]
				)
			),
			matched
		};
	}
}
