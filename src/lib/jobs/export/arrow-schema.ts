import {
	DataType,
	Field,
	FixedSizeList,
	List,
	Map_,
	Schema,
	Struct,
	Table,
	tableFromIPC,
	tableToIPC
} from 'apache-arrow';
import { AppError } from '$lib/domain/errors';
import { batchRanges, END_OF_STREAM, isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { unscaledAt } from '$lib/domain/rows/scalar';
import type { ExportColumn, ExportRows } from './writer';

/** The largest value of 38 digits, which is what DECIMAL(38,0) may hold: HUGEINT reaches a little further. */
const DECIMAL_END = 10n ** 38n;
const DECIMAL_END_TOP = 0x4b3b_4ca8;

/** The schema of rows under other names. */
export function namedSchema(ipc: Uint8Array, names: readonly string[]): Schema {
	const { schema } = tableFromIPC(ipc);
	return new Schema(
		schema.fields.map(
			(field, index) =>
				new Field(names[index] ?? field.name, withNames(field.type as DataType), true, field.metadata)
		)
	);
}

/** DuckDB gives the values of an ARRAY no name, and other Arrow libraries, the one that writes Parquet too, stop at that. */
function withNames(type: DataType): DataType {
	const children = ((type.children ?? []) as Field[]).map(
		(child) =>
			new Field(child.name || 'item', withNames(child.type as DataType), child.nullable, child.metadata)
	);
	const [child] = children;
	if (DataType.isStruct(type)) return new Struct(children);
	if (!child) return type;
	if (DataType.isList(type)) return new List(child);
	if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, child);
	return DataType.isMap(type)
		? new Map_(child as Field<Struct<{ key: DataType; value: DataType }>>, type.keysSorted)
		: type;
}

/** The schema as the first message of an IPC stream. */
export function schemaMessage(schema: Schema): Uint8Array<ArrayBuffer> {
	const stream = tableToIPC(new Table(schema), 'stream') as Uint8Array<ArrayBuffer>;
	const length = 8 + new DataView(stream.buffer, stream.byteOffset).getUint32(4, true);
	return stream.slice(0, length);
}

/** The record batches of `runs` behind a schema message: a whole IPC stream. */
export function ipcStream(
	schema: Uint8Array,
	runs: readonly Pick<ExportRows, 'ipc'>[]
): Uint8Array<ArrayBuffer> {
	const batches = runs.flatMap(({ ipc }) =>
		batchRanges(ipc).map(({ start, headerLength, bodyLength }) =>
			ipc.subarray(start, start + headerLength + bodyLength)
		)
	);
	const pieces = [schema, ...batches, END_OF_STREAM];
	const stream = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
	let at = 0;
	for (const piece of pieces) {
		stream.set(piece, at);
		at += piece.length;
	}
	return stream;
}

/** @throws AppError `export/value` where a HUGEINT has more digits than the decimal that it is written as */
export function refuseHugeDigits({ batches }: ExportRows, columns: readonly ExportColumn[]): void {
	for (const batch of batches) {
		batch.columns.forEach((column, index) => {
			if (!hasHugeDigits(column)) return;
			const name = columns[index]?.name ?? '';
			throw new AppError(
				'export/value',
				`“${name}” has a whole number of 39 digits, and this format holds 38 at most.`,
				{ column: name }
			);
		});
	}
}

function hasHugeDigits(column: ColumnData): boolean {
	const { type } = column.field;
	if (column.children.some(hasHugeDigits)) return true;
	if (type.kind !== 'decimal' || type.precision !== 38 || type.scale !== 0) return false;
	for (let row = 0; row < column.length; row++) {
		const top = column.values.getInt32(row * 16 + 12, true);
		if (top > -DECIMAL_END_TOP && top < DECIMAL_END_TOP) continue;
		if (isNull(column, row)) continue;
		const value = unscaledAt(column, row);
		if (value >= DECIMAL_END || value <= -DECIMAL_END) return true;
	}
	return false;
}
