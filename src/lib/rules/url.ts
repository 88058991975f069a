import type { RowRuleKind } from './rule';
import { flagOption, mismatches, ruleColumn } from './rule-sql';

const HOST = '(?:[^\\s/?#@:\\[\\]]+|\\[[0-9A-Fa-f:.]+\\])';

/** Every value is a whole web address (RFC 3986 with a host): scheme, host, no spaces. */
export const url: RowRuleKind = {
	id: 'url',
	scope: 'row',
	columns: 'one',
	suits: 'text',
	options: [{ name: 'httpsOnly', kind: 'flag' }],
	failing: (rule, context) => {
		const scheme = flagOption(rule, 'httpsOnly')
			? '[Hh][Tt][Tt][Pp][Ss]'
			: '(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp])';
		return mismatches(
			ruleColumn(rule, context).text,
			`${scheme}://(?:[^\\s/?#@]*@)?${HOST}(?::[0-9]{1,5})?(?:[/?#]\\S*)?`
		);
	}
};
