import { AppError } from '../errors';
import { SEVERITIES, type Rule, type RuleOptionValue, type Severity } from './rule';
import type { Threshold } from './threshold';
import { COLUMN_METRICS, TABLE_METRICS, type MetricName } from './judgement';

/** What a source is judged by; kept in its catalogue, exported and imported as JSON. */
export interface QualitySettings {
	rules: readonly Rule[];
	thresholds: readonly Threshold[];
}

export const NO_SETTINGS: QualitySettings = { rules: [], thresholds: [] };

/** The JSON of an export (SPEC RUL-8). */
export function settingsToJson({ rules, thresholds }: QualitySettings): string {
	return `${JSON.stringify({ varve: 'quality', version: 1, rules, thresholds }, null, '\t')}\n`;
}

/**
 * Reads the JSON of an export.
 * @throws AppError `quality/bad-rules` with what is wrong, as a sentence
 */
export function settingsFromJson(json: string): QualitySettings {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (cause) {
		throw bad('This is not JSON.', cause);
	}
	const { rules = [], thresholds = [] } = record(value, 'The file');
	return {
		rules: list(rules, 'rules').map(readRule),
		thresholds: list(thresholds, 'thresholds').map(readThreshold)
	};
}

/** Adds rules and thresholds to those there are; a rule of the same id is replaced, names stay unique. */
export function mergeSettings(old: QualitySettings, added: QualitySettings): QualitySettings {
	const ids = new Set(added.rules.map((rule) => rule.id));
	const rules = old.rules.filter((rule) => !ids.has(rule.id));
	for (const rule of added.rules) rules.push({ ...rule, name: freeName(rule.name, rules) });
	const key = ({ table, column, metric }: Threshold) => JSON.stringify([table, column, metric]);
	const keys = new Set(added.thresholds.map(key));
	return {
		rules,
		thresholds: [...old.thresholds.filter((threshold) => !keys.has(key(threshold))), ...added.thresholds]
	};
}

/** `name`, or with the first number behind it that no rule has. */
export function freeName(name: string, rules: readonly Rule[]): string {
	const taken = new Set(rules.map((rule) => rule.name));
	let free = name;
	for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
	return free;
}

function readRule(value: unknown, index: number): Rule {
	const where = `Rule ${index + 1}`;
	const { id, name, kind, severity, table = null, columns = [], options = {} } = record(value, where);
	if (!isText(id) || !isText(name) || !isText(kind)) throw bad(`${where} lacks its id, name or kind.`);
	if (!SEVERITIES.includes(severity as Severity)) throw bad(`${where} (“${name}”) has no known severity.`);
	if (table !== null && !isText(table)) throw bad(`${where} (“${name}”) names its table wrongly.`);
	if (!Array.isArray(columns) || !columns.every(isText))
		throw bad(`${where} (“${name}”) names its columns wrongly.`);
	for (const option of Object.values(record(options, where)))
		if (!isOption(option)) throw bad(`${where} (“${name}”) has an option of an unknown kind.`);
	const read = options as Record<string, RuleOptionValue>;
	return { id, name, kind, severity: severity as Severity, table, columns, options: read };
}

function readThreshold(value: unknown, index: number): Threshold {
	const where = `Threshold ${index + 1}`;
	const { table = null, column = null, metric, ...bounds } = record(value, where);
	const known: readonly string[] = [...COLUMN_METRICS, ...TABLE_METRICS];
	if (!isText(metric) || !known.includes(metric)) throw bad(`${where} is about no known metric.`);
	const name = (text: unknown) => {
		if (text !== null && !isText(text)) throw bad(`${where} names its table or column wrongly.`);
		return text;
	};
	const bound = (key: string) => {
		const number = bounds[key] ?? null;
		if (number !== null && typeof number !== 'number') throw bad(`${where} has a bound that is no number.`);
		return number;
	};
	return {
		table: name(table),
		column: name(column),
		metric: metric as MetricName,
		warnBelow: bound('warnBelow'),
		warnAbove: bound('warnAbove'),
		failBelow: bound('failBelow'),
		failAbove: bound('failAbove')
	};
}

function record(value: unknown, what: string): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no object.`);
	return value as Record<string, unknown>;
}

function list(value: unknown, what: string): unknown[] {
	if (!Array.isArray(value)) throw bad(`“${what}” is no list.`);
	return value;
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && !value.includes('\0');
}

function isOption(value: unknown): value is RuleOptionValue {
	if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
	return ['string', 'number', 'boolean'].includes(typeof value);
}

function bad(message: string, cause?: unknown): AppError {
	return new AppError('quality/bad-rules', message, {}, { cause });
}
