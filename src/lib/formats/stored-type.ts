import type { ArrowField } from '$lib/domain/rows/arrow/schema';
import { sqlTypeOf } from '$lib/domain/rows/arrow/type-name';

/** The type that a column of this Arrow form is stored with. A column that is all NULL is INTEGER, as DuckDB has it. */
export function storedType(field: ArrowField): string {
	const { type } = field;
	if (type.kind === 'decimal') return `DECIMAL(${type.precision},${type.scale})`;
	return sqlTypeOf(field).replaceAll('"NULL"', 'INTEGER');
}
