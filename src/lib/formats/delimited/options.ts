import type { ColumnType, NumberNotation } from '$lib/domain/schema/column-type';

/** What a user (or `window.varve`) may say about a delimited file; what is left out is detected. */
export interface DelimitedOptions {
	/** A label that `TextDecoder` knows. */
	encoding?: string;
	/** One to four bytes of UTF-8, no quote and no newline. */
	delimiter?: string;
	/** One ASCII character, or null: quotes have no meaning. */
	quote?: string | null;
	/** The character that makes a quote inside quotes literal: the quote itself (doubled) or a backslash. */
	escape?: string | null;
	header?: boolean;
	/** Records that begin with this text are no records; null: there are no comments. */
	comment?: string | null;
	/** Physical lines left out before the header. */
	skipLines?: number;
	/** Unquoted fields with exactly this text are NULL. Default: only the empty text. */
	nullTokens?: string[];
	/** Spaces between a delimiter and a quote, and after a closing quote, have no meaning. */
	spaceAroundQuotes?: boolean;
	/** Spaces at both ends of every value are removed (told on the receipt). */
	trim?: boolean;
	decimalComma?: boolean;
	thousandsSeparator?: string | null;
	/** strptime format of dates, for columns that are to be dates: `%d/%m/%Y`. */
	dateFormat?: string | null;
	columns?: ColumnOverride[];
}

/** Changes to one column; found by position, or by the name in the file. */
export interface ColumnOverride {
	/** 0-based position in the file. */
	position?: number;
	/** Name in the file (after duplicate names were made unique). */
	name?: string;
	rename?: string;
	/** An SQL type name (`BIGINT`, `DECIMAL(18,2)`, `DATE` …): values that don't fit make their record a reject. */
	type?: string;
	include?: boolean;
}

/** Everything about how a delimited file is read, nothing left to detect. */
export interface DelimitedDialect {
	encoding: string;
	bom: boolean;
	delimiter: string;
	quote: string | null;
	escape: string | null;
	newline: 'lf' | 'crlf' | 'cr';
	header: boolean;
	comment: string | null;
	skipLines: number;
	nullTokens: string[];
	spaceAroundQuotes: boolean;
	trim: boolean;
	numbers: NumberNotation;
	dateFormat: string | null;
}

/** One column as it will be read: of the file's columns in order, left out ones included. */
export interface ColumnPlan {
	/** 0-based position in the file. */
	position: number;
	/** As written in the header, or '' without one. */
	originalName: string;
	/** Unique (case-insensitively) within the table. */
	name: string;
	include: boolean;
	type: ColumnType;
	/** The user fixed the type: what does not fit is a reject; otherwise the column falls back to a wider type. */
	fixed: boolean;
	/** The sample had no value for this column: its type is found from all records. */
	undecided: boolean;
	why: string;
}
