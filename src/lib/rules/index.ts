import { condition } from './condition';
import { date } from './date';
import { email } from './email';
import { freshness } from './freshness';
import { length } from './length';
import { oneOf } from './one-of';
import { pattern } from './pattern';
import { phone } from './phone';
import { range } from './range';
import { reference } from './reference';
import { required } from './required';
import { rowCount } from './row-count';
import type { RuleKind } from './rule';
import { type } from './type';
import { unique } from './unique';
import { url } from './url';

/** Every kind of rule, in the order that the dialog offers them. */
export const RULE_KINDS: readonly RuleKind[] = [
	required,
	unique,
	range,
	oneOf,
	pattern,
	length,
	type,
	date,
	email,
	url,
	phone,
	reference,
	rowCount,
	freshness,
	condition
];

export function ruleKind(id: string): RuleKind | null {
	return RULE_KINDS.find((kind) => kind.id === id) ?? null;
}
