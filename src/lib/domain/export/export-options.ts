import { AppError } from '../errors';
import { EXPORT_FORMATS, type ExportFormatId } from './export-format';

export const SQL_DIALECTS = ['duckdb', 'sqlite', 'postgresql', 'mysql'] as const;
export type SqlDialect = (typeof SQL_DIALECTS)[number];

/** Which values stand in quotes: those that need it, all texts, or all. NULL never does. */
export const QUOTE_RULES = ['needed', 'texts', 'all'] as const;
export type QuoteRule = (typeof QUOTE_RULES)[number];

/** How rows are written. Each format heeds its own part (`optionsOf`). */
export interface ExportOptions {
	/** One character. */
	delimiter: string;
	quotes: QuoteRule;
	/** Names in the first line. */
	header: boolean;
	/** What stands for NULL; a text that looks like it is quoted. */
	nullText: string;
	/** A byte-order mark, by which Excel knows UTF-8. */
	bom: boolean;
	lineEnd: '\n' | '\r\n';
	/** Texts that a spreadsheet would take for a formula get an apostrophe in front. */
	guardFormulas: boolean;
	/** Name of the table or sheet. */
	table: string;
	dialect: SqlDialect;
	/** Begin with CREATE TABLE. */
	createTable: boolean;
}

const DELIMITED = ['delimiter', 'quotes', 'header', 'nullText', 'bom', 'lineEnd', 'guardFormulas'] as const;

const HEEDED: Partial<Record<ExportFormatId, readonly (keyof ExportOptions)[]>> = {
	csv: DELIMITED,
	tsv: DELIMITED,
	xlsx: ['table', 'header'],
	sql: ['dialect', 'table', 'createTable'],
	sqlite: ['table'],
	duckdb: ['table']
};

/** The options that a format heeds. */
export function optionsOf(format: ExportFormatId): readonly (keyof ExportOptions)[] {
	return HEEDED[format] ?? [];
}

export function defaultOptions(format: ExportFormatId): ExportOptions {
	return {
		delimiter: format === 'tsv' ? '\t' : ',',
		quotes: 'needed',
		header: true,
		nullText: '',
		bom: false,
		lineEnd: '\n',
		guardFormulas: false,
		table: 'data',
		dialect: 'duckdb',
		createTable: true
	};
}

/**
 * `given` with defaults for what it leaves out.
 * @throws AppError `export/option` with the option's name
 */
export function checkedOptions(format: ExportFormatId, given: Partial<ExportOptions>): ExportOptions {
	if (!EXPORT_FORMATS.includes(format)) {
		refuse('format', `There is no export format “${String(format)}”: ${EXPORT_FORMATS.join(', ')}.`);
	}
	const defaults = defaultOptions(format);
	for (const [name, value] of Object.entries(given)) {
		const wanted = name in defaults ? typeof defaults[name as keyof ExportOptions] : null;
		if (value === undefined) continue;
		if (wanted === null) refuse(name, `There is no export option “${name}”.`);
		if (typeof value !== wanted) refuse(name, `The export option “${name}” has to be a ${wanted}.`);
	}
	const present = Object.entries(given).filter(([, value]) => value !== undefined);
	const options = { ...defaults, ...Object.fromEntries(present) } as ExportOptions;
	checkValues(options);
	return options;
}

function checkValues({ delimiter, quotes, nullText, lineEnd, table, dialect }: ExportOptions): void {
	if ([...delimiter].length !== 1 || /["\r\n\0]/.test(delimiter)) {
		refuse('delimiter', 'The delimiter has to be one character, and neither a quote nor a line end.');
	}
	if (/["\r\n\0]/.test(nullText) || nullText.includes(delimiter)) {
		refuse('nullText', 'The text for NULL can hold neither delimiter nor quote nor line end.');
	}
	if (!QUOTE_RULES.includes(quotes)) refuse('quotes', `Quotes are one of ${QUOTE_RULES.join(', ')}.`);
	if (lineEnd !== '\n' && lineEnd !== '\r\n') refuse('lineEnd', 'Lines end with LF or CR LF.');
	if (!SQL_DIALECTS.includes(dialect)) refuse('dialect', `The dialect is one of ${SQL_DIALECTS.join(', ')}.`);
	if (table.trim() === '' || table.includes('\0')) refuse('table', 'The table needs a name.');
}

function refuse(option: string, message: string): never {
	throw new AppError('export/option', message, { option });
}
