import type { ImportOptions } from '$lib/protocol/import-api';
import { sqlTypeName } from '$lib/domain/schema/column-type';
import { survivalCheck, type SurvivalCheck } from '$lib/domain/schema/survival';
import type { PackedInput } from '../archive/input';
import { importEstimates, unpackedBytes } from '../estimates';
import type { Preview, PreviewColumn } from '../format';
import { fieldValue } from './columns';
import { delimited } from './descriptor';
import { suggestThousandsSeparator } from './numbers';
import type { ColumnPlan } from './options';
import { readPlan, type SampledPlan } from './plan';
import type { SampleRecord } from './sample-records';

const PREVIEW_ROWS = 100;
/** What an import stores of a byte, as measured. */
const STORED_SHARE = 0.22;
/** Rejects are looked for in so many records of the head. */
const CHECKED_RECORDS = 1000;

/** Words that programs write where there is no value, in any letter case. */
const NULL_WORDS = new Set([
	...['na', 'n/a', '#n/a', 'null', 'nil', 'none', 'nan', '\\n', '-', '--', '.', '?', '(null)', '<na>'],
	...['missing', 'unknown', 'k.a.', 's.o.', 'n.a.', '#null!']
]);

/**
 * What the import dialog shows of a file: the very plan that the import will use, its first records and
 * estimates (SPEC DLM-0). Reads some 700 KB, whatever the file's size.
 * @throws AppError as `readPlan`
 */
export async function previewDelimited(input: PackedInput, options: ImportOptions): Promise<Preview> {
	const started = performance.now();
	const plan = await readPlan(input, options);
	const measures = estimates(input, plan);
	return {
		format: delimited.id,
		memberName: input.memberName,
		packed: input.packed,
		sizeBytes: input.file.size,
		dialect: plan.dialect,
		settings: [],
		tables: [
			{
				name: input.memberName,
				kind: 'table',
				rows: measures.estimatedRows,
				columnCount: plan.columns.length,
				include: true
			}
		],
		shownTable: 0,
		detected: [...plan.detected, ...suggestions(plan)],
		columns: plan.columns.map(previewColumn),
		rows: plan.records.slice(0, PREVIEW_ROWS).map((record) => rowValues(record, plan)),
		rejects: findRejects(plan),
		...measures,
		warnings: plan.warnings,
		suggestedNullTokens: suggestNullTokens(plan),
		elapsedMs: performance.now() - started
	};
}

function previewColumn({
	position,
	originalName,
	name,
	include,
	type,
	fixed,
	why
}: ColumnPlan): PreviewColumn {
	return { position, originalName, name, include, type: sqlTypeName(type), fixed, why };
}

/** The values of a record, one a column: what is missing is NULL, what is too much is left to the reject's text. */
function rowValues(record: SampleRecord, { columns, dialect }: SampledPlan): (string | null)[] {
	return columns.map((column) => {
		const value = fieldValue(record.fields[column.position], dialect);
		return value === '' && column.type.kind !== 'VARCHAR' ? null : value;
	});
}

function findRejects(plan: SampledPlan): { row: number; message: string }[] {
	const { dialect } = plan;
	const fixed = plan.columns
		.filter((column) => column.include && column.fixed)
		.map((column) => ({ column, check: survivalCheck(column.type, dialect.numbers, true) }));
	return plan.records.slice(0, CHECKED_RECORDS).flatMap((record, index) => {
		const message = faultOf(record, plan) ?? misfitOf(record, plan, fixed);
		return message === null ? [] : [{ row: index + 1, message }];
	});
}

function faultOf(record: SampleRecord, { columns }: SampledPlan): string | null {
	if (record.fault === 'bad-quote') return 'Text follows a closing quote.';
	if (record.fault === 'unterminated-quote') return 'A quote is opened and never closed.';
	if (record.fields.length === columns.length) return null;
	return `The record has ${record.fields.length} fields; the table has ${columns.length} columns.`;
}

function misfitOf(
	record: SampleRecord,
	{ dialect }: SampledPlan,
	fixed: readonly { column: ColumnPlan; check: SurvivalCheck }[]
): string | null {
	for (const { column, check } of fixed) {
		const value = fieldValue(record.fields[column.position], dialect);
		if (value !== null && !check(value))
			return `${column.name}: “${value.slice(0, 80)}” does not fit ${column.type.kind}.`;
	}
	return null;
}

function estimates(
	input: PackedInput,
	{ sample, records, bytesPerRecord }: SampledPlan
): Pick<Preview, 'estimatedRows' | 'estimatedMs' | 'estimatedStoredBytes'> {
	const headBytes = sample.windows[0].bytes.length;
	if (sample.whole) return { estimatedRows: records.length, ...importEstimates(headBytes, STORED_SHARE) };
	const bytes = unpackedBytes(input, headBytes);
	const estimatedRows = bytesPerRecord === null ? null : Math.round(bytes / bytesPerRecord);
	return { estimatedRows, ...importEstimates(bytes, STORED_SHARE) };
}

/** Words for NULL that occur in the sample and are no NULL yet; offered, never applied (SPEC DLM-42). */
function suggestNullTokens({ records, dialect }: SampledPlan): string[] {
	const counts = new Map<string, number>();
	for (const record of records) {
		for (const { text, quoted } of record.fields) {
			if (quoted || text.length > 10 || !NULL_WORDS.has(text.toLowerCase())) continue;
			if (!dialect.nullTokens.includes(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
		}
	}
	return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

/** What the user may want to set, but is not set by itself because values would be read otherwise. */
function suggestions({ records, dialect, columns }: SampledPlan): { option: string; why: string }[] {
	if (dialect.numbers.thousandsSeparator !== null) return [];
	const texts = columns
		.filter((column) => column.type.kind === 'VARCHAR')
		.slice(0, 300)
		.map((column) => records.slice(0, 300).map((record) => record.fields[column.position]?.text ?? ''));
	const separator = suggestThousandsSeparator(texts, dialect.numbers.decimalSeparator === ',');
	if (separator === null) return [];
	return [
		{
			option: 'thousandsSeparator',
			why: `numbers seem to be grouped with “${separator}”: set it to read them as numbers`
		}
	];
}
