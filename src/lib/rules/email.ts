import type { RowRuleKind } from './rule';
import { mismatches, ruleColumn } from './rule-sql';

/** As browsers check it (WHATWG HTML, “valid e-mail address”), and with a dot in the domain. */
const EMAIL =
	"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+";

/** Every value is an e-mail address. */
export const email: RowRuleKind = {
	id: 'email',
	scope: 'row',
	columns: 'one',
	suits: 'text',
	options: [],
	failing: (rule, context) => mismatches(ruleColumn(rule, context).text, EMAIL)
};
