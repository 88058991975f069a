import { BOOLEAN_PAIRS, FALSE_WORDS, TRUE_WORDS } from './boolean-words';
import type { ColumnType, NumberNotation } from './column-type';
import { inferNumber } from './infer-number';
import { inferTime } from './infer-time';

export interface InferOptions {
	numbers: NumberNotation;
	/** strptime format that date columns are in, as the user says; null: found out. */
	dateFormat?: string | null;
	/** The values are all there are, not a sample: only changes the sentence. */
	complete?: boolean;
}

export interface Inference {
	type: ColumnType;
	/** One English sentence (without a full stop) for people: why this type. */
	why: string;
}

/** What one family of types says about a column: a type that holds every value, or why there is none. */
export type Finding = { type: ColumnType; what: string } | { type: null; obstacle: string | null };

const FAMILIES: readonly ((texts: readonly string[], options: InferOptions) => Finding)[] = [
	(texts) => inferBoolean(texts),
	(texts, { numbers }) => inferNumber(texts, numbers),
	(texts, { dateFormat }) => inferTime(texts, dateFormat)
];

/**
 * The narrowest type that every one of `values` survives (SPEC TYP-1, TYP-2), else VARCHAR. NULL and empty
 * text are left out.
 */
export function inferColumn(values: Iterable<string | null>, options: InferOptions): Inference {
	const distinct = new Set<string>();
	let count = 0;
	for (const value of values) {
		if (value === null || value === '') continue;
		count += 1;
		distinct.add(value);
	}
	const sampled = options.complete ? '' : 'sampled ';
	if (count === 0)
		return text(options.complete ? 'there are no values' : 'there are no values in the sample');
	const texts = [...distinct];
	const all = `all ${count.toLocaleString('en-US')} ${sampled}values are`;
	const some = count === 1 ? `the only ${sampled}value is of the kind:` : all;
	let obstacle: string | null = null;
	for (const family of FAMILIES) {
		const finding = family(texts, options);
		if (finding.type) return { type: finding.type, why: `${some} ${finding.what}` };
		obstacle ??= finding.obstacle;
	}
	return text(obstacle ?? 'values are text');
}

function text(why: string): Inference {
	return { type: { kind: 'VARCHAR' }, why };
}

function inferBoolean(texts: readonly string[]): Finding {
	for (const [trueText, falseText] of BOOLEAN_PAIRS) {
		if (!texts.every((value) => value === trueText || value === falseText)) continue;
		return { type: { kind: 'BOOLEAN', trueText, falseText }, what: `${trueText} or ${falseText}` };
	}
	const isWord = (value: string): boolean => {
		const word = value.toLowerCase();
		return (TRUE_WORDS.includes(word) || FALSE_WORDS.includes(word)) && !/^\d/.test(word);
	};
	if (texts.length > 1 && texts.length <= 12 && texts.every(isWord)) {
		const words = texts.slice(0, 2).join('/');
		return { type: null, obstacle: `words such as ${words} stay text unless you choose BOOLEAN` };
	}
	return { type: null, obstacle: null };
}
