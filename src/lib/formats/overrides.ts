import { AppError } from '$lib/domain/errors';
import { fixedTypeFromSql } from '$lib/domain/schema/fixed-type';
import { sqlTypeName } from '$lib/domain/schema/column-type';
import type { ImportOptions, TableOverride } from '$lib/protocol/import-api';
import type { ColumnOverride } from './delimited/options';
import type { ColumnToLoad } from './table-reader';

/** What the user said about a table of a file with several. */
export function tableOverride(options: ImportOptions, table: string): TableOverride | undefined {
	return options.tables?.find(({ name }) => name === table);
}

/**
 * Applies what the user said about columns: under the table's own overrides, or (for a file with one table) under
 * `options.columns`. A type that the user gives makes what does not fit a reject.
 * @throws AppError `import/option` for a column or a type that does not exist
 */
export function applyColumnOverrides(
	columns: readonly ColumnToLoad[],
	options: ImportOptions,
	table: string
): ColumnToLoad[] {
	const overrides = [...(options.columns ?? []), ...(tableOverride(options, table)?.columns ?? [])];
	const changed = columns.map((column) => ({ ...column }));
	for (const override of overrides) {
		const column = changed.find((one) => isMeant(one, override));
		if (!column) throw unknownColumn(override, table);
		if (override.rename !== undefined) column.name = override.rename;
		if (override.include !== undefined) column.include = override.include;
		if (override.type !== undefined && override.type !== column.type) {
			column.type = sqlTypeName(
				fixedTypeFromSql(override.type, { notation: { decimalSeparator: '.', thousandsSeparator: null } })
			);
			column.fixed = true;
			column.why = 'you fixed it';
		}
	}
	const names = new Set<string>();
	for (const { name, include } of changed) {
		if (!include) continue;
		if (names.has(name.toLowerCase())) {
			const message = `Two columns would be called “${name}”.`;
			throw new AppError('import/option', message, { option: 'columns', value: name });
		}
		names.add(name.toLowerCase());
	}
	return changed;
}

function isMeant(column: ColumnToLoad, { position, name }: ColumnOverride): boolean {
	return position === undefined ? column.originalName === name : column.position === position;
}

function unknownColumn({ position, name }: ColumnOverride, table: string): AppError {
	const which = position === undefined ? `called “${name}”` : `at position ${position + 1}`;
	return new AppError('import/option', `“${table}” has no column ${which}.`, {
		option: 'columns',
		value: name ?? position ?? null
	});
}
