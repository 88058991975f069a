/** What happens to a version, or to a row of it, that breaks a rule (SPEC RUL-2). */
export const SEVERITIES = ['warn', 'reject', 'block'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type RuleOptionValue = string | number | boolean | readonly string[];

/** A data-quality rule of a source, as it is kept, exported and imported; what it means is in `src/lib/rules`. */
export interface Rule {
	id: string;
	/** For people; unique within the source. */
	name: string;
	/** Id of a rule kind in `src/lib/rules`. */
	kind: string;
	severity: Severity;
	/** Name of the table, for sources with several; null means the first one. */
	table: string | null;
	/** Names of the columns judged, in the order that matters to the kind. */
	columns: readonly string[];
	options: Readonly<Record<string, RuleOptionValue>>;
}

/** The index of the table that a rule is about, or -1 where the version has none of that name. */
export function tableIndexOf(rule: Pick<Rule, 'table'>, tables: readonly { name: string }[]): number {
	if (rule.table === null || tables.length === 1) return tables.length > 0 ? 0 : -1;
	return tables.findIndex((table) => table.name === rule.table);
}
