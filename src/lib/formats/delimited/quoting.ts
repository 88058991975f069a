import { splitSample, usualFieldCount } from './sample-records';
import type { ScannerDialect } from './scanner-types';

export interface Quoting {
	quote: string | null;
	escape: string | null;
	spaceAroundQuotes: boolean;
	why: string;
}

const MAX_RECORDS = 1000;

/**
 * Finds quote, escape and whether spaces stand around quotes, by what makes the records alike (SPEC DLM-11).
 * @param given what the user said; only the rest is found out
 */
export function detectQuoting(
	utf8: Uint8Array,
	text: string,
	base: Pick<ScannerDialect, 'delimiter' | 'comment' | 'skipLines'>,
	final: boolean,
	given: Partial<Pick<Quoting, 'quote' | 'escape' | 'spaceAroundQuotes'>>
): Quoting {
	const judge = (quoting: Omit<Quoting, 'why'>): number => {
		const dialect: ScannerDialect = { ...base, ...quoting, newline: 'lf', header: false };
		const { records } = splitSample(utf8, dialect, final, MAX_RECORDS);
		const usual = usualFieldCount(records);
		// a quote that swallows the rest of the sample leaves few records behind
		return records.length < 2 && !final ? 0 : usual.share;
	};
	const usual = { quote: '"', escape: '"', spaceAroundQuotes: false };
	let best: Quoting = {
		...usual,
		...given,
		why: text.includes('"') ? 'the usual quote' : 'the usual quote; none occurs'
	};
	if (given.quote !== undefined)
		best = { ...best, escape: given.escape === undefined ? best.quote : given.escape };
	let bestShare = judge(best);
	const consider = (other: Partial<Quoting>, margin: number, why: string): void => {
		const candidate = { ...best, ...other, why };
		const share = judge(candidate);
		if (share <= bestShare + margin) return;
		best = candidate;
		bestShare = share;
	};
	if (given.quote === undefined && given.escape === undefined) {
		if (!text.includes('"') && quotedBy("'", text, base.delimiter)) {
			consider({ quote: "'", escape: "'" }, -0.01, 'values stand between apostrophes');
		}
	}
	if (given.escape === undefined && best.quote !== null && text.includes(`\\${best.quote}`)) {
		consider({ escape: '\\' }, 0, 'quotes inside quotes follow a backslash');
	}
	if (
		given.spaceAroundQuotes === undefined &&
		best.quote !== null &&
		text.includes(`${base.delimiter} ${best.quote}`)
	) {
		consider({ spaceAroundQuotes: true }, 0, 'spaces stand before quotes');
	}
	if (given.quote === undefined && bestShare < 0.8 && text.split('\n').length > 10) {
		consider({ quote: null, escape: null }, 0.2, 'quotes do not come in pairs: they have no meaning here');
	}
	return best;
}

/** Whether several fields both begin and end with `quote`, and few only begin with it. */
function quotedBy(quote: string, text: string, delimiter: string): boolean {
	let whole = 0;
	let open = 0;
	for (const line of text.split('\n', 500)) {
		for (const field of line.split(delimiter)) {
			if (!field.startsWith(quote)) continue;
			if (field.length > 1 && field.endsWith(quote)) whole += 1;
			else open += 1;
		}
	}
	return whole >= 2 && whole > open * 2;
}
