import type { MetricName, QualityStatus } from '$lib/domain/quality/judgement';
import type { Rule, RuleOptionValue, Severity } from '$lib/domain/quality/rule';
import { formatCount, formatShare } from '../format';

const rows = (count: number) => (count === 1 ? '1 row' : `${formatCount(count)} rows`);

const kinds: Record<string, string> = {
	required: 'Has a value',
	unique: 'Unique',
	range: 'Number in a range',
	'one-of': 'One of a list',
	pattern: 'Matches a pattern',
	length: 'Length of text',
	type: 'Is of a type',
	date: 'Date: format and range',
	email: 'E-mail address',
	url: 'Web address',
	phone: 'Phone number',
	reference: 'Found in another source',
	'row-count': 'Number of rows',
	freshness: 'Fresh',
	condition: 'SQL condition'
};

const options: Record<string, string> = {
	blank: 'Blank text is no value',
	min: 'At least',
	max: 'At most',
	values: 'Allowed values, one a line',
	anyCase: 'Letter case does not matter',
	pattern: 'Regular expression',
	anywhere: 'Anywhere in the text',
	type: 'Type',
	format: 'Format of dates in text columns',
	httpsOnly: 'Only https',
	international: 'With country code (+49 …)',
	source: 'Other source',
	targets: 'Its columns, one a line',
	fewerPercent: 'At most so many per cent fewer than before',
	morePercent: 'At most so many per cent more than before',
	days: 'At most so many days old',
	sql: 'Condition that every row must meet'
};

const metrics: Record<MetricName, string> = {
	rows: 'Rows',
	rejectShare: 'Rejects',
	rulePassRate: 'Rules kept',
	nullShare: 'NULL',
	distinct: 'Distinct',
	min: 'Smallest',
	max: 'Largest',
	mean: 'Mean'
};

export const qualityTexts = {
	kinds,
	kind: (id: string) => kinds[id] ?? id,
	options,
	option: (name: string) => options[name] ?? name,
	metrics,
	severities: { warn: 'Warn', reject: 'Reject the row', block: 'Block the version' } satisfies Record<
		Severity,
		string
	>,
	statuses: { pass: 'passes', warning: 'warns', fail: 'fails' } satisfies Record<QualityStatus, string>,
	summary: (status: QualityStatus, broken: number, all: number) =>
		all === 0
			? { pass: 'No rules; no metric out of bounds', warning: 'A metric warns', fail: 'A metric fails' }[
					status
				]
			: broken === 0
				? `${all === 1 ? 'The rule is' : `All ${all} rules are`} kept${status === 'pass' ? '' : ', but a metric is out of its bounds'}`
				: `${broken} of ${all} ${all === 1 ? 'rule is' : 'rules are'} broken`,

	rules: 'Rules',
	addRule: 'Add rule',
	editRule: 'Edit rule',
	newRule: 'New rule',
	suggest: 'Suggest rules',
	measuring: 'Trying rules on every row …',
	judgeAgain: 'Judge again',
	judging: 'Judging …',
	measuringVersion: 'Measuring this version …',
	more: 'More',
	exportRules: 'Export rules as JSON',
	importRules: 'Import rules from JSON',
	removeRule: 'Remove rule',
	noRules:
		'No rules yet. Add one, or let the data suggest some: every import is then judged before it is stored.',
	notJudged: 'This version could not be measured.',
	olderRules: 'The rules have changed since this version was judged.',
	column: 'Rule',
	found: 'Found',
	kept: 'Kept',
	severity: 'If broken',
	status: 'Status',
	failing: (count: number) => `${rows(count)} ${count === 1 ? 'fails' : 'fail'}`,
	rejectedRows: (count: number) => `${rows(count)} rejected`,
	tableFails: 'broken',
	nothing: 'nothing',
	notRun: 'not judged yet',
	showFailing: (name: string) => `Show the rows that fail “${name}”`,
	findings: (name: string) => `Rows that fail “${name}”`,
	closeFindings: 'Close the rows',
	queryFindings: 'Query',

	suggestions: 'Suggested rules',
	noSuggestions: 'Nothing more to suggest: no further rule holds on all rows.',
	suggestedOn: (checked: number) => `holds on all ${rows(checked)}`,
	accept: 'Accept',
	acceptNamed: (name: string) => `Accept: ${name}`,
	dismiss: 'Dismiss',
	close: 'Close',

	dialog: {
		kind: 'Kind of rule',
		columns: 'Columns',
		column: 'Column',
		table: 'Table',
		name: 'Name',
		severity: 'If it is broken',
		save: 'Save rule',
		conditionHint: "SQL over the columns, such as: amount >= 0 OR status = 'refund'. NULL counts as met.",
		momentHint: '2026-01-31 or 2026-01-31 14:00',
		rejectHint: 'At the next import. Stored versions never change: there, the rows are only shown.'
	},

	metricsTitle: 'Metrics',
	metricColumn: 'Column',
	metricsHint: 'Choose a number to set bounds for it. The small lines are its course over the versions.',
	wholeTable: 'whole table',
	threshold: (metric: string, column: string) => `Bounds of ${metric}: ${column}`,
	thresholdFor: (metric: string, column: string, value: string) =>
		`${metric} of ${column}: ${value}. Set bounds`,
	warnBelow: 'Warn below',
	warnAbove: 'Warn above',
	failBelow: 'Fail below',
	failAbove: 'Fail above',
	shareHint: 'Shares are 0 to 1: 0.05 is 5 %.',
	saveBounds: 'Save bounds',
	estimate: (margin: number) =>
		margin > 0.1
			? `A rough estimate by an earlier version of Varve: up to ${formatShare(margin)} off. “Judge again” counts.`
			: `An estimate, up to ${formatShare(margin)} off: counting each of so many different values would take too much memory. Bounds and drift allow for it.`,
	trend: (name: string, count: number) => `${name} over ${count} versions`,

	drift: 'Drift against the versions before',
	noDrift: 'Nothing unusual.',
	noHistory: 'There is no version before this one to compare with.',
	driftNumber: (column: string, metric: string, value: string, expected: string) =>
		`${column}: ${metric} is ${value}, usually ${expected}`,
	driftAdded: (column: string, values: readonly string[]) => `${column}: new ${listed(values)}`,
	driftVanished: (column: string, values: readonly string[]) => `${column}: no more ${listed(values)}`,
	score: (score: number) => `score ${score.toFixed(1)}`,
	scoreFormula: (value: string, expected: string, error: string | null, spread: string) =>
		`score = ${error === null ? '|value − mean| ÷ spread' : '(|value − mean| − error) ÷ spread'} = ${error === null ? `|${value} − ${expected}|` : `(|${value} − ${expected}| − ${error})`} ÷ ${spread}. ${error === null ? '' : 'The error is what the estimates may be off by. '}Mean and standard deviation are those of up to 10 versions before; the spread is at least 1 percentage point for NULL and 5 % of the mean for other numbers. From 3 on it is worth a look.`,
	scoreCategories: 'Each value that came or went counts 3.',

	alerts: {
		title: 'Alerts',
		none: 'Nothing needs a look.',
		count: (count: number) => (count === 1 ? '1 alert' : `${count} alerts`),
		dismiss: 'Dismiss',
		open: 'Open',
		failed: (source: string, count: number, file: string) =>
			`The last ${count} imports into “${source}” failed, the last one with ${file}.`,
		blocked: (source: string, file: string) =>
			`${file} was not stored in “${source}”: it breaks blocking rules.`,
		worse: (source: string, version: number, rules: readonly string[]) =>
			`In “${source}” v${version} more rows than before break ${rules.map((rule) => `“${rule}”`).join(', ')}.`,
		slower: (source: string, version: number, times: number) =>
			`The import of “${source}” v${version} was ${times.toFixed(1)} times as slow as usual.`,
		storage: (share: string) => `The storage is ${share} full. Delete old versions to make room.`
	},

	keepAnyway: 'Keep anyway',

	workbench: {
		fix: 'Correct',
		fixed: 'Corrected',
		title: (record: string) => `Correct record ${record}`,
		all: 'All reasons',
		reason: 'Reason',
		fields: 'Values of the record',
		isNull: 'NULL',
		setAside: 'Keep this correction',
		dropFix: 'Drop the correction',
		corrected: (count: number) => (count === 1 ? '1 record corrected' : `${count} records corrected`),
		readmit: (count: number) => (count === 1 ? 'Load it as a new version' : `Load ${count} as a new version`),
		readmitting: 'Loading …',
		notNewest: 'Rejects of the newest version can be corrected.',
		exportCsv: 'Export CSV',
		made: (version: number) => `v${version} has the corrected records.`,
		receipt: (count: number, from: number) =>
			`${count === 1 ? '1 reject' : `${count} rejects`} of v${from} corrected and loaded; the other rows are those of v${from}.`
	}
};

/** What a rule says, in a few words: its name until the user gives another. */
export function ruleTitle(rule: Pick<Rule, 'kind' | 'columns' | 'options'>): string {
	const columns = rule.columns.join(', ');
	const option = (name: string) => rule.options[name];
	switch (rule.kind) {
		case 'required':
			return `${columns} ${rule.columns.length > 1 ? 'have' : 'has'} a value`;
		case 'unique':
			return `${columns} ${rule.columns.length > 1 ? 'are unique together' : 'is unique'}`;
		case 'range':
			return `${columns} ${bounds(option('min'), option('max'))}`;
		case 'length':
			return `${columns} has ${bounds(option('min'), option('max'))} characters`;
		case 'one-of':
			return `${columns} is one of ${listed((option('values') as readonly string[] | undefined) ?? [])}`;
		case 'pattern':
			return `${columns} matches ${String(option('pattern') ?? '')}`;
		case 'type':
			return `${columns} is ${String(option('type') ?? '')}`;
		case 'date':
			return `${columns} is a date ${bounds(option('min'), option('max'))}`.trim();
		case 'email':
			return `${columns} is an e-mail address`;
		case 'url':
			return `${columns} is a web address`;
		case 'phone':
			return `${columns} is a phone number`;
		case 'reference':
			return `${columns} is found in ${String(option('source') ?? '')}`;
		case 'row-count':
			return 'number of rows is as expected';
		case 'freshness':
			return `${columns} is at most ${String(option('days') ?? '')} days old`;
		case 'condition':
			return String(option('sql') ?? '')
				.replace(/\s+/g, ' ')
				.slice(0, 80);
		default:
			return `${rule.kind} ${columns}`.trim();
	}
}

function bounds(min: RuleOptionValue | undefined, max: RuleOptionValue | undefined): string {
	if (min !== undefined && max !== undefined) return `${String(min)} to ${String(max)}`;
	if (min !== undefined) return `at least ${String(min)}`;
	return max === undefined ? '' : `at most ${String(max)}`;
}

function listed(values: readonly string[]): string {
	const shown = values.slice(0, 4).map((value) => (value === '' ? '“”' : value));
	return shown.join(', ') + (values.length > shown.length ? ` … (${values.length})` : '');
}
