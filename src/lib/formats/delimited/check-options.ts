import { AppError } from '$lib/domain/errors';
import { formatFields, isStrptimeFormat } from '$lib/domain/schema/time-format';
import type { DelimitedOptions } from './options';

/**
 * Checks options that come from people and scripts, before anything is read.
 * @throws AppError `import/option` with the facts `option` and `value`
 */
export function checkOptions(options: DelimitedOptions): void {
	const { encoding, delimiter, quote, escape, comment, skipLines, nullTokens, thousandsSeparator } = options;
	if (encoding !== undefined && !isEncoding(encoding)) fail('encoding', encoding, 'is no known encoding');
	if (delimiter !== undefined && !isDelimiter(delimiter)) {
		fail('delimiter', delimiter, 'must be one to four bytes, without line ends');
	}
	if (isPresent(quote) && !isAscii(quote)) fail('quote', quote, 'must be one ASCII character');
	if (isPresent(escape) && !isAscii(escape)) fail('escape', escape, 'must be one ASCII character');
	if (isPresent(quote) && delimiter?.includes(quote))
		fail('quote', quote, 'must not be part of the delimiter');
	if (isPresent(comment) && (comment === '' || /[\r\n]/.test(comment))) {
		fail('comment', comment, 'must be a text without line ends');
	}
	if (skipLines !== undefined && !(Number.isInteger(skipLines) && skipLines >= 0)) {
		fail('skipLines', skipLines, 'must be a whole number');
	}
	if (nullTokens !== undefined && !isTextList(nullTokens))
		fail('nullTokens', nullTokens, 'must be a list of texts');
	if (isPresent(thousandsSeparator) && !isSeparator(thousandsSeparator, options.decimalComma ?? false)) {
		fail(
			'thousandsSeparator',
			thousandsSeparator,
			'must be one character that is no digit and not the decimal separator'
		);
	}
	const { dateFormat } = options;
	if (isPresent(dateFormat) && !(isStrptimeFormat(dateFormat) && formatFields(dateFormat)?.date)) {
		fail('dateFormat', dateFormat, 'must have year, month and day, such as %d/%m/%Y');
	}
	for (const name of ['header', 'spaceAroundQuotes', 'trim', 'decimalComma'] as const) {
		if (options[name] !== undefined && typeof options[name] !== 'boolean')
			fail(name, options[name], 'must be true or false');
	}
	if (options.columns !== undefined && !Array.isArray(options.columns)) {
		fail('columns', options.columns, 'must be a list of changes to columns');
	}
}

/** @throws AppError `import/option` */
export function fail(option: string, value: unknown, problem: string): never {
	const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	throw new AppError(
		'import/option',
		`The option ${option} ${problem}, but it is ${JSON.stringify(shown)}.`,
		{
			option,
			value: shown
		}
	);
}

function isPresent<T>(value: T | null | undefined): value is T {
	return value !== undefined && value !== null;
}

function isEncoding(label: unknown): boolean {
	try {
		return typeof label === 'string' && new TextDecoder(label).encoding !== 'replacement';
	} catch {
		return false;
	}
}

function isDelimiter(delimiter: unknown): boolean {
	if (typeof delimiter !== 'string' || /[\r\n]/.test(delimiter)) return false;
	const { length } = new TextEncoder().encode(delimiter);
	return length >= 1 && length <= 4;
}

function isAscii(text: unknown): boolean {
	return (
		typeof text === 'string' &&
		text.length === 1 &&
		text > '\0' &&
		text < '\x7f' &&
		text !== '\n' &&
		text !== '\r'
	);
}

function isSeparator(text: unknown, decimalComma: boolean): boolean {
	return (
		typeof text === 'string' &&
		Array.from(text).length === 1 &&
		!/[\d+-]/.test(text) &&
		text !== (decimalComma ? ',' : '.')
	);
}

function isTextList(value: unknown): boolean {
	return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
