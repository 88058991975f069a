import { detectDelimiter } from './delimiter';
import type { EncodingFinding } from './encoding';
import { detectHeader } from './header';
import { detectDecimalComma } from './numbers';
import type { DelimitedDialect, DelimitedOptions } from './options';
import { detectComment, linesBefore, separatorLine, tableStart } from './preamble';
import { detectQuoting } from './quoting';
import { splitSample, type SampleRecord } from './sample-records';

export interface DialectFinding {
	dialect: DelimitedDialect;
	/** How each part that the user did not give was found. */
	detected: { option: string; why: string }[];
}

/** Enough to see how records look. */
const LOOK_BYTES = 128 << 10;

/**
 * How the text of a sample is to be read; what `options` say is taken as it is.
 * @param text the decoded head, without byte-order mark; `utf8` the same text
 * @param whole the head is the whole file
 */
export function detectDialect(
	text: string,
	utf8: Uint8Array,
	whole: boolean,
	encoding: EncodingFinding,
	options: DelimitedOptions
): DialectFinding {
	const detected: { option: string; why: string }[] = [];
	const found = <T>(
		option: keyof DelimitedOptions,
		given: T | undefined,
		finding: { value: T; why: string | null }
	): T => {
		if (given !== undefined) return given;
		if (finding.why !== null) detected.push({ option, why: finding.why });
		return finding.value;
	};
	if (options.encoding === undefined) detected.push({ option: 'encoding', why: encoding.why });

	const directive = separatorLine(text);
	const directiveLines = directive === null ? 0 : 1;
	const look = lookText(text, whole, options.skipLines ?? directiveLines);
	const delimiterFinding =
		directive !== null && options.skipLines === undefined
			? { delimiter: directive, why: `the first line says sep=${directive}` }
			: detectDelimiter(look, options.quote ?? '"');
	const delimiter = found('delimiter', options.delimiter, {
		value: delimiterFinding.delimiter,
		why: delimiterFinding.why
	});

	const skipFirst = options.skipLines ?? directiveLines;
	const quoting = detectQuoting(
		utf8,
		text,
		{ delimiter, comment: options.comment ?? null, skipLines: skipFirst },
		whole,
		definedOnly({
			quote: options.quote,
			escape: options.escape,
			spaceAroundQuotes: options.spaceAroundQuotes
		})
	);
	if (options.quote === undefined) detected.push({ option: 'quote', why: quoting.why });

	const base = { ...quoting, delimiter, newline: 'lf' as const, header: false };
	const split = (comment: string | null, skipLines: number): SampleRecord[] =>
		splitSample(utf8, { ...base, comment, skipLines }, whole, 1000).records;
	const comment = found('comment', options.comment, commentFinding(text, split(null, skipFirst)));
	const above = split(comment, skipFirst);
	const skipLines = found('skipLines', options.skipLines, skipFinding(utf8, above, directiveLines));
	const records = split(comment, skipLines);
	const [first, ...body] = records;
	const headerFinding = first ? detectHeader(first, body) : { header: false, why: 'there is no record' };
	const header = found('header', options.header, { value: headerFinding.header, why: headerFinding.why });
	const decimalComma = found('decimalComma', options.decimalComma, commaFinding(header ? body : records));

	const dialect: DelimitedDialect = {
		encoding: encoding.encoding,
		bom: encoding.bomBytes > 0,
		delimiter,
		quote: quoting.quote,
		escape: quoting.escape,
		newline: newlineOf(look),
		header,
		comment,
		skipLines,
		nullTokens: options.nullTokens ?? [''],
		spaceAroundQuotes: quoting.spaceAroundQuotes,
		trim: options.trim ?? false,
		numbers: {
			decimalSeparator: decimalComma ? ',' : '.',
			thousandsSeparator: options.thousandsSeparator ?? null
		},
		dateFormat: options.dateFormat ?? null
	};
	dialect.newline = newlineOf(text.slice(0, LOOK_BYTES));
	return { dialect, detected };
}

function commentFinding(
	text: string,
	records: readonly SampleRecord[]
): { value: string | null; why: string | null } {
	const comment = detectComment(text, records);
	return { value: comment, why: comment === null ? null : `lines at the top begin with ${comment}` };
}

function skipFinding(
	utf8: Uint8Array,
	records: readonly SampleRecord[],
	directiveLines: number
): { value: number; why: string | null } {
	const start = tableStart(records);
	if (start === 0)
		return { value: directiveLines, why: directiveLines > 0 ? 'the first line is a sep= instruction' : null };
	const lines = linesBefore(utf8, records[start]?.start ?? 0);
	return { value: lines, why: `${lines} ${lines === 1 ? 'line stands' : 'lines stand'} above the table` };
}

function commaFinding(body: readonly SampleRecord[]): { value: boolean; why: string | null } {
	const width = Math.max(0, ...body.slice(0, 20).map((record) => record.fields.length));
	const columns = Array.from({ length: Math.min(width, 300) }, (_, i) =>
		body.slice(0, 300).map((record) => record.fields[i]?.text ?? '')
	);
	const comma = detectDecimalComma(columns);
	return { value: comma, why: comma ? 'fractions are written with a comma' : null };
}

/** Text for the delimiter: whole lines, line ends as LF, lines to skip and `#` lines at the top left out. */
function lookText(text: string, whole: boolean, skipLines: number): string {
	const isCut = !whole || text.length > LOOK_BYTES;
	let cut = text.slice(0, LOOK_BYTES);
	// very wide records: a few of them must be seen
	if (isCut && cut.split('\n', 6).length < 6) cut = text.slice(0, LOOK_BYTES * 4);
	let lines = cut.replace(/\r\n?/g, '\n').split('\n');
	if (cut.length < text.length || !whole) lines = lines.length > 1 ? lines.slice(0, -1) : lines;
	lines = lines.slice(skipLines);
	const first = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
	return (first > 0 ? lines.slice(first) : lines).join('\n');
}

function newlineOf(text: string): DelimitedDialect['newline'] {
	const crlf = text.split('\r\n').length - 1;
	const lf = text.split('\n').length - 1 - crlf;
	const cr = text.split('\r').length - 1 - crlf;
	if (crlf >= lf && crlf >= cr && crlf > 0) return 'crlf';
	return cr > lf ? 'cr' : 'lf';
}

function definedOnly<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}
