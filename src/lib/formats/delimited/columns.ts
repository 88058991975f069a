import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ColumnType } from '$lib/domain/schema/column-type';
import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { inferColumn } from '$lib/domain/schema/infer';
import { survivalCheck } from '$lib/domain/schema/survival';
import { fail } from './check-options';
import { columnNames, nameKey } from '../column-names';
import type { ColumnOverride, ColumnPlan, DelimitedDialect } from './options';
import { usualFieldCount, type SampleRecord } from './sample-records';

/** More columns than a table can hold well. */
const MAX_COLUMNS = 10_000;

export interface ColumnHead {
	/** As written in the header, '' without one. */
	originalName: string;
	name: string;
}

/**
 * The columns of the table: as many as the header has, or as most records have where they differ (SPEC DLM-14).
 * @throws AppError `import/too-many-columns`
 */
export function columnHeads(
	header: SampleRecord | null,
	body: readonly SampleRecord[]
): { heads: ColumnHead[]; warnings: ReceiptWarning[] } {
	const warnings: ReceiptWarning[] = [];
	const written = header?.fields.map((field) => field.text) ?? [];
	const usual = usualFieldCount(body);
	const names = header ? fitHeader(written, usual, body, warnings) : new Array<string>(usual.count).fill('');
	if (names.length > MAX_COLUMNS) {
		const message = `The file has ${names.length.toLocaleString('en-US')} columns; up to ${MAX_COLUMNS.toLocaleString('en-US')} can be imported.`;
		throw new AppError('import/too-many-columns', message, { columns: names.length, limit: MAX_COLUMNS });
	}
	const unique = columnNames(names);
	// without a header, names by position are no news
	if (header) warnings.push(...unique.warnings);
	const heads = unique.names.map((name, i) => ({ name, originalName: names[i] ?? '' }));
	return { heads, warnings };
}

function fitHeader(
	written: string[],
	usual: { count: number; share: number },
	body: readonly SampleRecord[],
	warnings: ReceiptWarning[]
): string[] {
	const { count, share } = usual;
	if (count === written.length || share < 0.8 || count === 0) return written;
	if (count === written.length + 1) {
		const trailing = body.every(
			(record) => record.fields.length !== count || record.fields[count - 1]?.text === ''
		);
		if (trailing) {
			warnings.push({
				code: 'trailing-delimiter',
				message: 'Records end with a delimiter: the last column has no name.'
			});
			return [...written, ''];
		}
		const message =
			'Records have one field more than the header: the first column holds row names and is called row_name.';
		warnings.push({ code: 'row-names', message });
		return ['row_name', ...written];
	}
	if (count < written.length) {
		const extra = written.slice(count);
		if (extra.some((name) => name.trim() !== '')) return written;
		warnings.push({
			code: 'trailing-delimiter',
			message: 'The header ends with delimiters that the records do not have.'
		});
		return written.slice(0, count);
	}
	const message = `The header has ${written.length} fields, the records have ${count}: the columns beyond it have no names.`;
	warnings.push({ code: 'short-header', message });
	return [...written, ...new Array<string>(count - written.length).fill('')];
}

/** A field's value as the types see it: null tokens and trimming applied (SPEC DLM-40, DLM-41). */
export function fieldValue(
	field: { text: string; quoted: boolean } | undefined,
	dialect: DelimitedDialect
): string | null {
	if (!field) return null;
	if (!field.quoted && dialect.nullTokens.includes(field.text)) return null;
	if (!dialect.trim) return field.text;
	const trimmed = field.text.replace(/^ +| +$/g, '');
	return trimmed === '' || dialect.nullTokens.includes(trimmed) ? null : trimmed;
}

/**
 * Types and overrides for the columns.
 * @param values all sampled values of a column
 * @param complete the sample is the whole file
 * @throws AppError `import/option`
 */
export function planColumns(
	heads: readonly ColumnHead[],
	values: (position: number) => (string | null)[],
	dialect: DelimitedDialect,
	overrides: readonly ColumnOverride[],
	complete: boolean
): ColumnPlan[] {
	const byPosition = assignOverrides(heads, overrides);
	const columns = heads.map((head, position): ColumnPlan => {
		const override = byPosition.get(position) ?? {};
		const sampled = values(position);
		const base = {
			position,
			originalName: head.originalName,
			name: override.rename ?? head.name,
			include: override.include ?? true
		};
		if (override.type !== undefined) return { ...base, ...fixedColumn(override.type, sampled, dialect) };
		const { type, why } = inferColumn(sampled, {
			numbers: dialect.numbers,
			dateFormat: dialect.dateFormat,
			complete
		});
		return { ...base, type, why, fixed: false, undecided: !complete && sampled.every((value) => !value) };
	});
	checkNames(columns);
	return columns;
}

function fixedColumn(
	typeName: string,
	values: readonly (string | null)[],
	dialect: DelimitedDialect
): Pick<ColumnPlan, 'type' | 'why' | 'fixed' | 'undecided'> {
	const type = fixedTypeFromSql(typeName, {
		notation: dialect.numbers,
		dateFormat: dialect.dateFormat,
		values
	});
	return {
		type,
		why: `you chose ${type.kind}${misfitNote(type, values, dialect)}`,
		fixed: true,
		undecided: false
	};
}

function misfitNote(type: ColumnType, values: readonly (string | null)[], dialect: DelimitedDialect): string {
	const check = survivalCheck(type, dialect.numbers, true);
	const misfits = values.filter((value) => value !== null && !check(value)).length;
	if (misfits === 0) return '';
	return `; ${misfits.toLocaleString('en-US')} sampled ${misfits === 1 ? 'value does' : 'values do'} not fit`;
}

function assignOverrides(
	heads: readonly ColumnHead[],
	overrides: readonly ColumnOverride[]
): Map<number, ColumnOverride> {
	const byPosition = new Map<number, ColumnOverride>();
	for (const override of overrides) {
		const position = override.position ?? heads.findIndex(({ name }) => name === override.name);
		if (!Number.isInteger(position) || position < 0 || position >= heads.length) {
			fail(
				'columns',
				override.name ?? override.position ?? override,
				'names a column that the file does not have'
			);
		}
		byPosition.set(position, { ...byPosition.get(position), ...override });
	}
	return byPosition;
}

function checkNames(columns: readonly ColumnPlan[]): void {
	const seen = new Set<string>();
	for (const { name, include } of columns) {
		if (name.trim() === '' || name.includes('\0')) fail('columns', name, 'gives a column no usable name');
		if (!include) continue;
		if (seen.has(nameKey(name))) fail('columns', name, 'gives two columns the same name');
		seen.add(nameKey(name));
	}
	if (columns.length > 0 && seen.size === 0) fail('columns', 'include', 'leaves out every column');
}
