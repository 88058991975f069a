import { describe, expect, test } from 'vitest';
import { inferColumn } from '$lib/domain/schema/infer';
import { Evidence, numberText, textAt } from '$lib/formats/json/evidence';
import type { Column } from '$lib/formats/json/column';
import { RecordParser } from '$lib/formats/json/record-parser';
import { endOf, readBatch } from '$lib/formats/json/sample';
import { TAG } from '$lib/formats/json/tags';
import { isTimestamp, isVarying, temporalShape } from '$lib/formats/json/temporal';
import { readTemporals } from '$lib/formats/json/temporal-values';
import { chosenSeed, seeded } from '../../../support/seed';

const seed = chosenSeed();
const encoder = new TextEncoder();

/** What a slot holds, for comparing: missing keys are left out. */
function held(column: Column, slot: number): unknown {
	const tag = slot < column.length ? (column.tags[slot] as number) : TAG.missing;
	if (tag === TAG.missing) return undefined;
	if (tag <= TAG.true) return [tag];
	if (tag === TAG.number) return [tag, numberText(column, slot)];
	if (tag === TAG.object) {
		const members = column.fields.map((field) => [field.key, held(field.column, slot)] as const);
		return Object.fromEntries(members.filter(([, value]) => value !== undefined));
	}
	if (tag !== TAG.array) return [tag, textAt(column, slot)];
	const ends = column.itemEnds as Int32Array;
	const start = slot === 0 ? 0 : (ends[slot - 1] as number);
	const length = (ends[slot] as number) - start;
	return Array.from({ length }, (_, i) => held(column.item as Column, start + i));
}

interface Lines {
	rows: unknown[];
	faults: { message: string; at: number; length: number }[];
	oddities: object;
}

/** Reads lines with one parser, which remembers what records are like. */
function readLines(lines: readonly string[]): Lines {
	const parser = new RecordParser({ kind: 'lines', positional: false });
	const bytes = encoder.encode(`${lines.join('\n')}\n`);
	parser.open(Uint8Array.of(...bytes, endOf('lines')), 0);
	expect(parser.read(bytes.length, true)).toBe(true);
	for (const column of parser.columns) column.fill(parser.rows);
	expect(parser.records).toBe(lines.length);
	const faults = parser.broken.map(({ start, end, fault }) => ({
		message: fault.message,
		at: fault.at - start,
		length: end - start
	}));
	const numbers = Array.from(parser.recordNumbers(1), Number);
	const broken = parser.broken.map(({ index }) => index + 1);
	expect([...numbers, ...broken].sort((a, b) => a - b)).toEqual(lines.map((_, i) => i + 1));
	const rows = Array.from({ length: parser.rows }, (_, row) => held(parser.root, row));
	return { rows, faults, oddities: parser.values.oddities };
}

/** Reads each line with a parser of its own, which knows of no other. */
function readApart(lines: readonly string[]): Lines {
	const all: Lines = { rows: [], faults: [], oddities: {} };
	const sums = { duplicateKeys: 0, duplicateKey: '', loneSurrogates: 0, notNumbers: 0 };
	for (const line of lines) {
		const { rows, faults, oddities } = readLines([line]);
		all.rows.push(...rows);
		all.faults.push(...faults);
		const { duplicateKeys, duplicateKey, loneSurrogates, notNumbers } = oddities as typeof sums;
		sums.duplicateKeys += duplicateKeys;
		sums.duplicateKey ||= duplicateKey;
		sums.loneSurrogates += loneSurrogates;
		sums.notNumbers += notNumbers;
	}
	return { ...all, oddities: sums };
}

describe(`with seed ${seed}`, () => {
	const random = seeded(seed);
	const pick = (count: number): number => Math.floor(random() * count);
	const one = <T>(choices: readonly T[]): T => choices[pick(choices.length)] as T;
	const keys = ['id', 'k', 'key', 'key2', 'a longer key', 'Schlüssel', 'es\\"c', '', 'keyword'];
	const scalars = [
		'0', '-1', '12.50', '-0', '1e5', '123456789012345', '1234567890123456', 'NaN', '-Infinity', 'true', 'false',
		'null', '""', '"a"', '"abc"', '"abcd"', '"Zürich"', '"東京"', '"😀 x"', '"a\\nb"', '"\\ud83d\\ude00"', '"\\ud800"',
		'"2024-02-29"', '"a text that takes a few more words of four bytes"', '"\\u0041BC\\\\"'
	]; // prettier-ignore
	const troubles = [
		'',
		'"',
		',',
		'}',
		'{',
		':',
		'\\',
		' ',
		'\t',
		'01',
		'tru',
		'nul',
		'\u0001',
		'é',
		'-',
		'1.',
		'"a"'
	];

	/** Records of one or a few kinds, in one or a few spellings. */
	function madeLines(): string[] {
		const kinds = Array.from({ length: 1 + pick(3) }, () => {
			const spaces = Array.from({ length: 5 }, () => one(['', '', ' ', '  ', '\t']));
			const own = Array.from({ length: pick(7) }, () => one(keys));
			return { spaces, own };
		});
		const value = (depth: number): string => {
			const kind = depth > 2 ? 0 : pick(12);
			if (kind === 1) return `[${Array.from({ length: pick(3) }, () => value(depth + 1)).join(',')}]`;
			if (kind === 2) return record(one(kinds), depth + 1);
			return one(scalars);
		};
		const record = ({ spaces, own }: (typeof kinds)[number], depth: number): string => {
			const [a, b, c, d, e] = spaces;
			const members = own
				.filter(() => pick(8) > 0)
				.map((key) => `"${key}"${b}:${pick(20) > 0 ? c : ' '}${value(depth)}`);
			if (pick(20) === 0) members.reverse();
			return `{${a}${members.join(`${d},${e}`)}${d}}`;
		};
		return Array.from({ length: 2 + pick(30) }, () => {
			const line = record(one(kinds), 0);
			if (pick(12) > 0) return line;
			const at = pick(line.length);
			return `{${line.slice(1, at)}${one(troubles)}${line.slice(at + pick(3))}`;
		});
	}

	test('JSN-2 JSN-8 JSN-9 lines that are alike are read as each of them alone', () => {
		for (let run = 0; run < 500; run++) {
			const lines = madeLines();
			const shown = `seed ${seed}, run ${run}: ${JSON.stringify(lines)}`;
			expect(readLines(lines), shown).toEqual(readApart(lines));
		}
	});

	test('JSN-6 values of times are those of the platform, and of no other shape', () => {
		for (let run = 0; run < 1000; run++) {
			const two = (count: number): string => String(pick(count)).padStart(2, '0');
			const year = String(one([1 + pick(9999), 1900 + pick(200)])).padStart(4, '0');
			const zone = one(['', '', 'Z', '+01', '-0530', '+15:59', '-00:00']);
			const time = `${one(['T', ' '])}${two(25)}:${two(61)}${one(['', ':59', `:${two(61)}`, ':00.123', ':59.999999', ':59.5', ':00.00001', ':00.10'])}`;
			const texts = Array.from({ length: 1 + pick(3) }, () => `${year}-${two(14)}-${two(33)}${time}${zone}`);
			if (pick(3) === 0) texts.forEach((text, i) => (texts[i] = text.slice(0, 10)));
			if (pick(8) === 0)
				texts.push(one(['', '2024-01-01', `${texts[0]}0`, 'x'.repeat(texts[0]?.length ?? 1)]));
			const { root } = parsed(texts.map((text) => `{"t":"${text}"}`));
			const column = (root.fields[0] as { column: Column }).column;
			const shapes = texts.map((text) => temporalShape(encoder.encode(text), 0, encoder.encode(text).length));
			const [shape = 0] = shapes;
			if (shape === 0) continue;
			const read = readTemporals(column, texts.length, shape);
			const values = read && !(isVarying(shape) && read.styles === 0) ? read.values : null;
			const shown = `seed ${seed}, run ${run}: ${texts.join()}`;
			const isAlike = isVarying(shape) ? isTyped(texts) : shapes.every((other) => other === shape);
			expect(values !== null, shown).toBe(isAlike);
			expect(values === null ? null : Array.from(values, String), shown).toEqual(
				values === null ? null : texts.map((text) => platformValue(text, isTimestamp(shape)))
			);
		}
	});

	test('JSN-6 TYP-10 fractions that differ in length are typed as in a text file, whatever batch they come in', () => {
		const random = seeded(seed);
		const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
		const fractions = [
			'',
			'',
			'.5',
			'.120',
			'.123',
			'.000',
			'.120000',
			'.123456',
			'.123000',
			'.000001',
			'.50'
		];
		let typed = 0;
		for (let run = 0; run < 3000; run++) {
			const few = [one(fractions), one(fractions), one(fractions)];
			const zone = one(['', 'Z', '-0530']);
			const batches = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
				Array.from({ length: 1 + Math.floor(random() * 3) }, () => `2024-01-02T03:04:05${one(few)}${zone}`)
			);
			const evidence = new Evidence();
			const shown = `seed ${seed}, run ${run}: ${batches.map((texts) => texts.join()).join(' | ')}`;
			for (const texts of batches) {
				const { root } = parsed(texts.map((text) => `{"t":"${text}"}`));
				const column = (root.fields[0] as { column: Column }).column;
				evidence.add(column);
				if (evidence.temporal === 0) continue;
				const values = Array.from(column.temporals ?? [], String);
				expect(values, shown).toEqual(texts.map((text) => platformValue(text, true)));
			}
			expect(isTimestamp(evidence.temporal), shown).toBe(isTyped(batches.flat()));
			if (evidence.temporal !== 0) typed++;
		}
		expect(typed).toBeGreaterThan(1000);
	});
});

function parsed(lines: readonly string[]): RecordParser {
	const parser = new RecordParser({ kind: 'lines', positional: false });
	const bytes = encoder.encode(`${lines.join('\n')}\n`);
	parser.open(bytes, 0);
	readBatch(parser, bytes.length - 1, true, undefined);
	return parser;
}

/** As texts of a CSV file, but that an empty one is text. */
function isTyped(texts: readonly string[]): boolean {
	const numbers = { decimalSeparator: '.', thousandsSeparator: null } as const;
	return !texts.includes('') && inferColumn(texts, { numbers }).type.kind !== 'VARCHAR';
}

/** Days or microseconds since 1970 by the platform's Date. */
function platformValue(text: string, isTime: boolean): string {
	const found = /^(.{10})(?:.(\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-].*)?)?$/.exec(text);
	const [, date = '', minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = found ?? [];
	const offset =
		zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
	const sign = offset.startsWith('-') ? -1 : 1;
	const [hours = 0, rest = 0] = offset === 'Z' ? [] : offset.slice(1).split(':').map(Number);
	const local = Date.parse(`${date}T${minutes}${seconds}Z`);
	if (!isTime) return String(local / 86_400_000);
	const milliseconds = local - sign * (hours * 60 + rest) * 60_000;
	return String(BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0')));
}
