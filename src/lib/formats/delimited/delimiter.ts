import Papa from 'papaparse';

/** Delimiters that are looked for, with how much is to be believed of them (SPEC DLM-10). */
const CANDIDATES: readonly (readonly [string, number])[] = [
	[',', 1],
	['\t', 1],
	[';', 1],
	['|', 1],
	['\x1f', 1],
	['\x01', 1],
	['^', 0.9],
	['~', 0.8],
	[':', 0.4]
];

const MAX_RECORDS = 500;

export interface DelimiterFinding {
	delimiter: string;
	why: string;
}

/**
 * Finds the delimiter by splitting the sample (quotes respected) with each candidate: the one whose records have
 * the same number of fields, many of them, and whose fields look like single values.
 * @param text the sample with line ends as LF, without an incomplete last line
 */
export function detectDelimiter(text: string, quote: string): DelimiterFinding {
	let best = bestCandidate(text, quote);
	if (best.score < ENOUGH && hasLoneQuotes(text, quote)) best = bestCandidate(text, NO_QUOTE);
	if (best.score < ENOUGH) return singleColumn(text);
	const share = Math.round(best.share * 100);
	return {
		delimiter: best.delimiter,
		why: `${share} % of the sampled records have ${best.fields} fields with it`
	};
}

const ENOUGH = 0.1;
/** PapaParse always has a quote: a private-use character that stands for none. */
const NO_QUOTE = '\ue000';

interface ScoredDelimiter {
	delimiter: string;
	score: number;
	fields: number;
	share: number;
}

function bestCandidate(text: string, quote: string): ScoredDelimiter {
	let best = { delimiter: ',', score: 0, fields: 1, share: 1 };
	for (const [delimiter, trust] of CANDIDATES) {
		if (!text.includes(delimiter)) continue;
		const scored = scoreDelimiter(text, delimiter, quote);
		const score = scored.score * trust;
		if (score > best.score) best = { ...scored, delimiter, score };
	}
	return best;
}

/** Whether quotes at the start of lines do not come in pairs, as inch signs do. */
function hasLoneQuotes(text: string, quote: string): boolean {
	if (!text.includes(quote)) return false;
	const { errors } = Papa.parse(text, {
		delimiter: '\x1f',
		quoteChar: quote,
		newline: '\n',
		preview: MAX_RECORDS
	});
	return errors.some(({ type }) => type === 'Quotes');
}

/** One column: a delimiter that does not occur, so that nothing is split. */
function singleColumn(text: string): DelimiterFinding {
	const delimiter = [',', '\t', '|', ';', '\x1f'].find((candidate) => !text.includes(candidate)) ?? '\x1f';
	return { delimiter, why: 'no delimiter splits the records alike: there is one column' };
}

function scoreDelimiter(
	text: string,
	delimiter: string,
	quote: string
): { score: number; fields: number; share: number } {
	const { data } = Papa.parse<string[]>(text, {
		delimiter,
		quoteChar: quote,
		newline: '\n',
		skipEmptyLines: true,
		preview: MAX_RECORDS
	});
	const frequency = new Map<number, number>();
	for (const record of data) frequency.set(record.length, (frequency.get(record.length) ?? 0) + 1);
	const [fields, times] = [...frequency].reduce(
		(a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a),
		[1, 0]
	);
	if (fields < 2) return { score: 0, fields, share: 0 };
	const share = times / data.length;
	const simple = simpleShare(data.filter((record) => record.length === fields));
	return { score: share ** 3 * Math.log2(fields + 1) * (0.3 + 0.7 * simple), fields, share };
}

/** Share of fields that look like one value: no other delimiter in them, but for decimal commas. */
function simpleShare(records: readonly string[][]): number {
	let simple = 0;
	let all = 0;
	for (const record of records.slice(0, 100)) {
		for (const field of record.slice(0, 60)) {
			all += 1;
			if (isSimple(field)) simple += 1;
		}
	}
	return all === 0 ? 0 : simple / all;
}

/** Text with spaces may have anything in it. */
function isSimple(field: string): boolean {
	if (field.includes(' ') || /^[^\d]{0,3}[\d.,'\s]+[^\d]{0,3}$/.test(field)) return true;
	return !STRONG_DELIMITERS.some((delimiter) => field.includes(delimiter));
}

const STRONG_DELIMITERS = [',', ';', '|', '\t', '\x1f', '\x01'];
