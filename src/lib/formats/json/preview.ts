import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import { importEstimates, unpackedBytes } from '../estimates';
import type { FormatSetting, Preview } from '../format';
import { type Column } from './column';
import { json } from './descriptor';
import { numberText, textAt } from './evidence';
import { readLayout, type Layout } from './layout';
import { formatPath } from './path';
import type { RecordParser } from './record-parser';
import { readSample, type Sample } from './sample';
import { planTable, type TablePlan } from './table-plan';
import { TAG } from './tags';
import { toldOf } from './told';

const PREVIEW_ROWS = 100;
const SAMPLED_ROWS = 20_000;
/** What an import stores of a byte, as measured. */
const STORED_SHARE = 0.15;

/** What the import dialog shows of a JSON file, from its first records. @throws AppError as `readLayout` */
export async function previewJson(input: PackedInput, options: ImportOptions): Promise<Preview> {
	const started = performance.now();
	const layout = await readLayout(input, options);
	const sample = readSample(layout, SAMPLED_ROWS, undefined);
	const plan = planTable(sample.parser, layout, options, input.memberName);
	const { parser } = readSample(layout, PREVIEW_ROWS, (texts) => readAsText(texts, sample.parser, plan));
	const sizes = estimates(input, layout, sample);
	return {
		format: json.id,
		memberName: input.memberName,
		packed: input.packed,
		sizeBytes: input.file.size,
		dialect: null,
		settings: settingsOf(layout, options, sample.parser),
		tables: [
			{
				name: input.memberName,
				kind: 'table',
				rows: sizes.estimatedRows,
				columnCount: plan.columns.length,
				include: true
			}
		],
		shownTable: 0,
		detected: [],
		columns: plan.columns.map(({ position, originalName, name, include, type, fixed, why }) => ({
			position,
			originalName,
			name,
			include,
			type,
			fixed,
			why
		})),
		rows: rowsOf(parser, sample.parser, plan),
		rejects: sample.parser.broken.map(({ index, fault }) => ({
			row: index + (layout.header ? 0 : 1),
			message: `No JSON: ${fault.message}.`
		})),
		...sizes,
		warnings: [...plan.warnings, ...toldOf(sample.parser, layout)],
		suggestedNullTokens: [],
		elapsedMs: performance.now() - started
	};
}

/** Makes the same columns as in the sample, those of the table read as text. */
function readAsText(texts: RecordParser, sample: RecordParser, { sources }: TablePlan): void {
	const copy = (from: Column, to: Column): void => {
		to.asText = sources.includes(from) || from.asText;
		if (to.asText) return;
		for (const { key, column } of from.fields) {
			const at = to.addField(key);
			copy(column, (to.fields[at] as { column: Column }).column);
		}
	};
	sample.columns.forEach((column, i) => copy(column, texts.columns[i] as Column));
}

/** The column of `to` that is where `wanted` is below `from`. */
function counterpart(wanted: Column, from: Column, to: Column): Column | null {
	if (from === wanted) return to;
	for (const [i, field] of from.fields.entries()) {
		const other = to.fields[i];
		const found = other ? counterpart(wanted, field.column, other.column) : null;
		if (found) return found;
	}
	return null;
}

function rowsOf(texts: RecordParser, sample: RecordParser, { sources }: TablePlan): (string | null)[][] {
	const columns = sources.map((source) => {
		const found = sample.columns.map((column, i) => counterpart(source, column, texts.columns[i] as Column));
		return found.find((column) => column !== null) ?? null;
	});
	const rows = Array.from({ length: Math.min(texts.rows, PREVIEW_ROWS) }, (_, row) =>
		columns.map((column) => (column ? shownText(column, row) : null))
	);
	// broken records stand in their place, with their text
	const first = texts.hasHeader ? 1 : 0;
	for (const { index, start, end } of texts.broken) {
		const raw = new TextDecoder().decode(texts.values.bytes.subarray(start, Math.min(end, start + 200)));
		rows.splice(index - first, 0, [raw.trim(), ...Array<null>(Math.max(0, columns.length - 1)).fill(null)]);
	}
	return rows.slice(0, PREVIEW_ROWS);
}

function shownText(column: Column, slot: number): string | null {
	const tag = column.tags[slot] ?? TAG.missing;
	if (slot >= column.length || tag <= TAG.null) return null;
	if (tag === TAG.true || tag === TAG.false) return String(tag === TAG.true);
	return tag === TAG.number ? numberText(column, slot) : textAt(column, slot);
}

function settingsOf(layout: Layout, options: ImportOptions, sample: RecordParser): FormatSetting[] {
	const settings: FormatSetting[] = [
		{
			key: 'encoding',
			value: layout.encoding,
			choices: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'],
			custom: 'text',
			why: layout.isEncodingGuess ? 'a guess: the bytes are no UTF-8' : null
		}
	];
	if (layout.path || layout.paths.length > 0) {
		const value = layout.path ? formatPath(layout.path) : '$';
		const choices = layout.paths.length > 0 ? layout.paths : [value];
		settings.push({ key: 'path', value, choices, custom: 'text', why: layout.why.layout });
	}
	const isNested = sample.root.fields.some(({ column }) => column.evidence.objects > 0);
	if (isNested) {
		const value = options.nested ?? 'keep';
		settings.push({ key: 'nested', value, choices: ['keep', 'flatten'], custom: null, why: null });
	}
	if (layout.positional) {
		const value = layout.header !== null;
		settings.push({ key: 'header', value, choices: [true, false], custom: null, why: null });
	}
	if (layout.path) {
		const value = options.onBroken ?? 'fail';
		settings.push({ key: 'onBroken', value, choices: ['fail', 'keep'], custom: null, why: null });
	}
	return settings;
}

function estimates(
	input: PackedInput,
	layout: Layout,
	{ parser, end, splitter }: Sample
): Pick<Preview, 'estimatedRows' | 'estimatedMs' | 'estimatedStoredBytes'> {
	const header = layout.header ? 1 : 0;
	const bytes = layout.isWhole ? layout.head.length : unpackedBytes(input, layout.head.length);
	const perRecord = end / Math.max(1, parser.records);
	const rows = layout.isWhole
		? splitter.records - header
		: parser.records === 0
			? null
			: Math.round(bytes / perRecord);
	return { estimatedRows: rows, ...importEstimates(bytes, STORED_SHARE) };
}
