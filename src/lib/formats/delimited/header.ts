import type { SampleRecord } from './sample-records';

export interface HeaderFinding {
	header: boolean;
	why: string;
}

type Look = 'empty' | 'number' | 'time' | 'text';

/** Whether the first record holds names rather than values (SPEC DLM-13). */
export function detectHeader(first: SampleRecord, body: readonly SampleRecord[]): HeaderFinding {
	const names = first.fields.map((field) => field.text.trim());
	if (body.length === 0) {
		const header = names.every((name) => look(name) === 'text');
		return { header, why: header ? 'the only record has words alone' : 'the only record has values' };
	}
	if (namesYears(names)) return { header: true, why: 'the first record counts years' };
	// row names come first where the header is one shorter
	const shift = body[0]?.fields.length === names.length + 1 ? 1 : 0;
	let forNames = 0;
	let against = 0;
	let repeated = 0;
	names.forEach((name, column) => {
		const values = body.slice(0, 500).map((record) => record.fields[column + shift]?.text.trim() ?? '');
		const usual = usualLook(values);
		if (usual !== null && usual !== 'text') {
			if (look(name) === 'text') forNames += 1;
			else if (look(name) === usual) against += 1;
		} else if (usual === 'text' && name !== '' && values.filter((value) => value === name).length > 1)
			repeated += 1;
	});
	if (against > 0 && against >= forNames)
		return { header: false, why: 'the first record has numbers or dates like the others' };
	if (forNames > 0)
		return { header: true, why: 'the first record has words where others have numbers or dates' };
	if (repeated > names.length / 3)
		return { header: false, why: 'the first record has values that occur again below' };
	const filled = names.filter((name) => name !== '');
	const distinct = new Set(filled.map((name) => name.toLowerCase())).size === filled.length;
	const short = filled.filter((name) => name.length > 100).length <= Math.max(1, filled.length / 10);
	const worded = filled.length > 0 && filled.every((name) => look(name) === 'text');
	const header = distinct && short && worded && filled.length * 2 >= names.length;
	return {
		header,
		why: header ? 'the first record has different short words' : 'the first record does not look like names'
	};
}

/** Whether a record has only words, as headers do. */
export function looksLikeNames(record: SampleRecord): boolean {
	const filled = record.fields.map((field) => field.text.trim()).filter((name) => name !== '');
	return (
		filled.length > 0 &&
		filled.every((name) => look(name) === 'text') &&
		new Set(filled).size === filled.length
	);
}

function look(value: string): Look {
	if (value === '') return 'empty';
	if (/^[+-]?(?:\d[\d.,' \u00a0\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?%?$/.test(value)) {
		return /^\d{1,4}\.\d{1,2}\.\d{2,4}$/.test(value) ? 'time' : 'number';
	}
	if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]|$)/.test(value) || /^\d{1,2}:\d\d(?::\d\d|$)/.test(value))
		return 'time';
	return 'text';
}

/** The look that nine of ten values have; null where there are none or no such. */
function usualLook(values: readonly string[]): Look | null {
	const counts = new Map<Look, number>();
	let filled = 0;
	for (const value of values) {
		const kind = look(value);
		if (kind === 'empty') continue;
		filled += 1;
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	for (const [kind, count] of counts) if (count >= filled * 0.9) return kind;
	return null;
}

/** `country,1960,1961,1962`: numbers as names. */
function namesYears(names: readonly string[]): boolean {
	const years = names.filter((name) => /^(?:19|20)\d\d$/.test(name)).map(Number);
	const others = names.filter((name) => !/^\d+$/.test(name));
	const rising = years.every((year, i) => i === 0 || year > (years[i - 1] ?? 0));
	return years.length >= 3 && others.length >= 1 && years.length + others.length === names.length && rising;
}
