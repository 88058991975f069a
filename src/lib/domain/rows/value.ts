import type { SqlType } from '../sql/sql-type';
import { isNull, type ColumnData } from './arrow/ipc';
import { decimalText, exactNumber } from './number-text';
import { booleanAt, bytesAt, elementRange, floatAt, integerAt, textAt, ticksAt, unscaledAt } from './scalar';
import { dateText, timestampText, timeText } from './temporal';

/** Reads the value of a row; null is NULL. */
export type ValueReader = (row: number) => unknown;

/**
 * Exact JavaScript values (SPEC VAL-1): number where exact and bigint beyond, DECIMAL as text, dates and times in
 * ISO 8601, BLOB as Uint8Array, lists as arrays, STRUCT and MAP as objects without prototype.
 * @param type the column's type; tells HUGEINT from DECIMAL(38,0), which look alike in Arrow
 */
export function valueReader(column: ColumnData, type: SqlType | null): ValueReader {
	const read = presentReader(column, type);
	return (row) => (isNull(column, row) ? null : read(row));
}

function presentReader(column: ColumnData, type: SqlType | null): ValueReader {
	const layout = column.field.type;
	switch (layout.kind) {
		case 'null':
			return () => null;
		case 'bool':
			return (row) => booleanAt(column, row);
		case 'int':
			return (row) => {
				const value = integerAt(column, row);
				return typeof value === 'bigint' ? exactNumber(value) : value;
			};
		case 'float':
			return (row) => floatAt(column, row);
		case 'decimal':
			return isHugeint(type)
				? (row) => exactNumber(unscaledAt(column, row))
				: (row) => decimalText(unscaledAt(column, row), layout.scale);
		case 'date':
			return (row) => dateText(column.values.getInt32(row * 4, true), 'iso');
		case 'time':
			return (row) => timeText(ticksAt(column, row), layout.ticks);
		case 'timestamp':
			return (row) => timestampText(ticksAt(column, row), layout.ticks, layout.zone !== null, 'iso');
		case 'utf8':
			return (row) => textAt(column, row);
		case 'binary':
		case 'fixed-binary':
			return (row) => bytesAt(column, row);
		case 'list':
		case 'fixed-list':
			return listReader(column, elementType(type));
		case 'struct':
			return structReader(column, type);
		case 'map':
			return mapReader(column, type);
	}
}

export function isHugeint(type: SqlType | null): boolean {
	return type?.kind === 'scalar' && type.name === 'HUGEINT';
}

export function elementType(type: SqlType | null): SqlType | null {
	return type?.kind === 'list' || type?.kind === 'array' ? type.element : null;
}

export function fieldType(type: SqlType | null, index: number): SqlType | null {
	return type?.kind === 'struct' ? (type.fields[index]?.type ?? null) : null;
}

/** Key and value columns of a map, whose child is a struct of both. */
export function mapColumns(column: ColumnData): [ColumnData, ColumnData] {
	const [key, value] = column.children[0]?.children ?? [];
	if (!key || !value) throw new TypeError('a map column without entries');
	return [key, value];
}

function listReader(column: ColumnData, type: SqlType | null): ValueReader {
	const child = column.children[0];
	if (!child) throw new TypeError('a list column without elements');
	const read = valueReader(child, type);
	return (row) => {
		const [start, end] = elementRange(column, row);
		return Array.from({ length: end - start }, (_, index) => read(start + index));
	};
}

function structReader(column: ColumnData, type: SqlType | null): ValueReader {
	const fields = column.children.map(
		(child, index) => [child.field.name, valueReader(child, fieldType(type, index))] as const
	);
	return (row) => bareObject(fields.map(([name, read]) => [name, read(row)]));
}

function mapReader(column: ColumnData, type: SqlType | null): ValueReader {
	const [key, value] = mapColumns(column);
	const readKey = valueReader(key, type?.kind === 'map' ? type.key : null);
	const readValue = valueReader(value, type?.kind === 'map' ? type.value : null);
	return (row) => {
		const [start, end] = elementRange(column, row);
		const entries = Array.from({ length: end - start }, (_, index): [string, unknown] => [
			keyText(readKey(start + index)),
			readValue(start + index)
		]);
		return bareObject(entries);
	};
}

/** Keys of an object are texts: `1`, `1.50`, `2024-01-02`; nested keys as JSON. */
function keyText(key: unknown): string {
	if (typeof key !== 'object' || key === null) return String(key);
	return JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** Without prototype: a key such as `__proto__` is a key like any other. */
function bareObject(entries: [string, unknown][]): Record<string, unknown> {
	const object = Object.create(null) as Record<string, unknown>;
	for (const [name, value] of entries) object[name] = value;
	return object;
}
