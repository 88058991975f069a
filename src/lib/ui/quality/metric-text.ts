import type { MetricName } from '$lib/domain/quality/judgement';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** A metric's value for people. @param type of the column, as its moments are kept as milliseconds */
export function metricText(metric: MetricName, value: number | null, type = ''): string {
	if (value === null) return '–';
	if (metric === 'nullShare' || metric === 'rejectShare' || metric === 'rulePassRate')
		return share.format(value);
	if ((metric === 'min' || metric === 'max') && /^(DATE|TIMESTAMP)/.test(type)) {
		const iso = new Date(value).toISOString();
		return type === 'DATE' ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
	}
	return number.format(value);
}
