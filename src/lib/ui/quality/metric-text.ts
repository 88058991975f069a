import { marginOf, type Metric } from '$lib/domain/quality/judgement';
import { formatEstimate, formatPart } from '../format';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A metric's value for people. @param type of the column, as its moments are kept as milliseconds */
export function metricText(one: Pick<Metric, 'metric' | 'value' | 'margin'>, type = ''): string {
	const { metric, value } = one;
	if (value === null) return '–';
	if (metric === 'nullShare' || metric === 'rejectShare' || metric === 'rulePassRate')
		return formatPart(value, 2);
	if ((metric === 'min' || metric === 'max') && /^(DATE|TIMESTAMP)/.test(type)) {
		const iso = new Date(value).toISOString();
		return type === 'DATE' ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
	}
	return isEstimate(one) ? formatEstimate(value, marginOf(one)) : number.format(value);
}

/** Whether a number must be shown as what it is: not counted. */
export function isEstimate(metric: Pick<Metric, 'metric' | 'value' | 'margin'>): boolean {
	return marginOf(metric) > 0 && metric.value !== null && metric.value !== 0;
}
