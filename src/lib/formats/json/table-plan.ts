import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { parseSql, survivesSql } from '$lib/domain/schema/type-sql';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { columnNames } from '../column-names';
import { applyColumnOverrides } from '../overrides';
import type { ColumnToLoad } from '../table-reader';
import type { SentColumn } from './arrow-batch';
import type { Column } from './column';
import { textAt } from './evidence';
import type { Layout } from './layout';
import type { RecordParser } from './record-parser';
import { findType, sqlName, type StoredType, type TypeFinding } from './stored-type';
import { TAG } from './tags';

/** The columns of a table, as they are stored and as they are sent to the engine. */
export interface TablePlan {
	columns: ColumnToLoad[];
	/** Those that are stored, in order. */
	sent: SentColumn[];
	/** They are sent as they are stored, without a cast. */
	isStored: boolean;
	warnings: ReceiptWarning[];
	/** Equal where the same columns have the same types. */
	signature: string;
	/** Paths from the records to each column of `columns`, for the preview. */
	sources: Column[];
}

interface Source {
	name: string;
	column: Column;
	finding: TypeFinding;
}

const NUMBERS = { decimalSeparator: '.', thousandsSeparator: null } as const;
const SAMPLE_TEXTS = 2000;

/**
 * The columns that all records read so far give, with the types that hold all their values.
 * @throws AppError `import/option`
 */
export function planTable(
	parser: RecordParser,
	layout: Pick<Layout, 'kind' | 'header'>,
	options: ImportOptions,
	table: string
): TablePlan {
	const found = sourcesOf(parser, layout, options);
	const { names, warnings } = columnNames(found.map(({ name }) => name));
	const detected = found.map(({ name, finding }, position) => ({
		position,
		originalName: name,
		name: names[position] ?? name,
		include: true,
		type: sqlName(finding.type),
		fixed: false,
		why: finding.why,
		incoming: ''
	}));
	let sentBefore = 0;
	const columns = applyColumnOverrides(detected, options, table).map((override, i) => {
		const source = (found[i] as Source).column;
		const column = override.include ? { ...override, incoming: `c${sentBefore++}` } : override;
		return column.fixed ? { ...column, fixedValue: fixedValue(column, source, options) } : column;
	});
	const sent = columns.flatMap((column, i) => {
		const { column: source, finding } = found[i] as Source;
		if (!column.include) return [];
		const type = column.fixed ? ({ kind: 'VARCHAR' } as const) : finding.type;
		return [{ column: source, type }];
	});
	const included = columns.filter(({ include }) => include);
	return {
		columns,
		sent,
		isStored: sent.every(({ type }, i) => isStoredAsSent(type) && !included[i]?.fixed),
		warnings,
		signature: JSON.stringify(columns.map(({ name, type, include }) => [name, type, include])),
		sources: found.map(({ column }) => column)
	};
}

/** Types for which Arrow has the very type of the engine; zeros of floats are to be looked at (SPEC FMT-7). */
function isStoredAsSent(type: StoredType): boolean {
	if (type.kind === 'DECIMAL') return type.precision === 18;
	return ['BOOLEAN', 'BIGINT', 'DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR'].includes(type.kind);
}

/** A type that the user fixed is read from the text of the value, so that nothing is rounded (TYP-9). */
function fixedValue(
	column: ColumnToLoad,
	source: Column,
	options: ImportOptions
): (incoming: string) => string {
	const type = fixedTypeFromSql(column.type, {
		notation: NUMBERS,
		dateFormat: options.dateFormat ?? null,
		values: sampleTexts(source)
	});
	if (type.kind === 'VARCHAR') return (incoming) => incoming;
	return (incoming) => {
		const value = parseSql(type, incoming, NUMBERS);
		return `CASE WHEN ${survivesSql(type, incoming, value, NUMBERS, true)} THEN ${value} END`;
	};
}

function sampleTexts(source: Column): string[] {
	const texts: string[] = [];
	for (let i = 0; i < source.length && texts.length < SAMPLE_TEXTS; i++) {
		if (source.tags[i] === TAG.string) texts.push(textAt(source, i));
	}
	return texts;
}

function sourcesOf(
	parser: RecordParser,
	{ kind, header }: Pick<Layout, 'kind' | 'header'>,
	options: ImportOptions
): Source[] {
	const sources: Source[] = [];
	const add = (name: string, column: Column): void => {
		sources.push({ name, column, finding: findType(column) });
	};
	if (kind === 'members') add('key', parser.keys);
	parser.root.fields.forEach(({ key, column }, i) => {
		const isPosition = header !== null || parser.isPositional;
		const name = isPosition ? (header?.[i] ?? `column${i + 1}`) : key;
		if (options.nested === 'flatten') addFlat(name, column, add);
		else add(name, column);
	});
	const hasRest = parser.rest.evidence.counts.subarray(TAG.false).some((count) => count > 0);
	if (hasRest || sources.length === 0) add('value', parser.rest);
	return sources;
}

/** Objects become columns of their own: `user.name`; lists stay lists. */
function addFlat(name: string, column: Column, add: (name: string, column: Column) => void): void {
	if (findType(column).type.kind !== 'STRUCT') return add(name, column);
	for (const field of column.fields) addFlat(`${name}.${field.key}`, field.column, add);
}

/**
 * Marks columns as text whose type the user fixed and whose values are nested.
 * @returns whether there are any: then the batch is to be read again
 */
export function markFixed(plan: TablePlan): boolean {
	const nested = plan.columns.map(
		(column, i) => column.fixed && !plan.sources[i]?.asText && (plan.sources[i]?.evidence.nested ?? 0) > 0
	);
	nested.forEach((isNested, i) => {
		const source = plan.sources[i];
		if (isNested && source) source.asText = true;
	});
	return nested.includes(true);
}
