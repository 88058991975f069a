import {
	DataType,
	Field,
	FixedSizeList,
	List,
	Map_,
	Schema,
	Struct,
	TimeUnit,
	TimestampMillisecond
} from 'apache-arrow';
import type { ColumnData } from '$lib/domain/rows/arrow/ipc';
import type { ExportRows } from './writer';

const INFINITE = 2n ** 63n - 1n;

/** Parquet has no timestamps in seconds; a writer would make plain integers of them. They become milliseconds. */
export function withoutSeconds(schema: Schema): Schema {
	return new Schema(schema.fields.map(fieldWithoutSeconds));
}

/** The same for the values, in place. */
export function multiplySeconds({ batches }: ExportRows): void {
	for (const { columns } of batches) columns.forEach(multiplyColumn);
}

function fieldWithoutSeconds(field: Field): Field {
	return new Field(field.name, typeWithoutSeconds(field.type as DataType), true, field.metadata);
}

function typeWithoutSeconds(type: DataType): DataType {
	if (DataType.isTimestamp(type) && type.unit === TimeUnit.SECOND) {
		return new TimestampMillisecond(type.timezone);
	}
	const children = ((type.children ?? []) as Field[]).map(fieldWithoutSeconds);
	const [child] = children;
	if (DataType.isStruct(type)) return new Struct(children);
	if (!child) return type;
	if (DataType.isList(type)) return new List(child);
	if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, child);
	return DataType.isMap(type) ? new Map_(entriesOf(child), type.keysSorted) : type;
}

/** Keys of a map are never NULL. */
function entriesOf(entries: Field): Field<Struct<{ key: DataType; value: DataType }>> {
	const [key, value] = (entries.type as Struct).children as [Field, Field];
	const fields = [new Field(key.name, key.type as DataType, false), value];
	return new Field(entries.name, new Struct(fields) as Struct<{ key: DataType; value: DataType }>, false);
}

function multiplyColumn(column: ColumnData): void {
	column.children.forEach(multiplyColumn);
	const { type } = column.field;
	if (type.kind !== 'timestamp' || type.ticks !== 1n) return;
	for (let at = 0; at < column.length * 8; at += 8) {
		const seconds = column.values.getBigInt64(at, true);
		if (seconds !== INFINITE && seconds !== -INFINITE) column.values.setBigInt64(at, seconds * 1000n, true);
	}
}
