import {
	Binary,
	Bool,
	DateDay,
	DateMillisecond,
	Decimal,
	Dictionary,
	Duration,
	Field,
	FixedSizeBinary,
	FixedSizeList,
	Float32,
	Float64,
	Int,
	Interval,
	List,
	Map_,
	Null,
	Struct,
	Time,
	Timestamp,
	Utf8,
	type DataType
} from 'apache-arrow';
import type { FlatTable } from '$lib/domain/rows/arrow/flatbuffer';
import { quoteIdentifier } from '$lib/domain/sql/quote';

/** How a column's buffers lie in the file (https://arrow.apache.org/docs/format/Columnar.html#physical-memory-layout). */
export type Layout =
	| { kind: 'null' | 'bits' | 'struct' }
	| { kind: 'fixed'; bytes: number }
	/** Numbers that DuckDB's reader does not take as they are. */
	| { kind: 'half' }
	| { kind: 'decimal'; bytes: number }
	| { kind: 'binary'; isLarge: boolean; isText: boolean }
	| { kind: 'view'; isText: boolean }
	| { kind: 'list'; isLarge: boolean }
	| { kind: 'fixed-list'; size: number };

/** A column of an Arrow file, or a part of one. */
export interface ArrowColumn {
	name: string;
	layout: Layout;
	children: ArrowColumn[];
	/** Values lie in the dictionary of this id; the column itself has indexes. */
	dictionary: { id: number; indexBytes: number } | null;
	/** As it is handed on. */
	out: DataType;
	sqlType: string;
}

/** A kind of column that can't be read here: which, for people. */
export class UnsupportedType extends Error {}

const UNITS = ['S', 'MS', '', 'NS'];

/**
 * Reads a field of the schema message.
 * @param dictionaries types of the values of dictionaries, by id: columns may share one
 * @throws UnsupportedType
 */
export function arrowColumn(field: FlatTable, dictionaries: Map<number, DataType>): ArrowColumn {
	const children = field.tables(5).map((child) => arrowColumn(child, dictionaries));
	const plain: ArrowColumn = {
		name: field.text(0) ?? '',
		children,
		dictionary: null,
		...described(field.uint8(2), field.table(3), children)
	};
	const dictionary = field.table(4);
	if (!dictionary) return plain;
	const index = dictionary.table(1);
	const [bits, isSigned] = index ? [index.int32(0), index.uint8(1) === 1] : [32, true];
	const id = dictionary.int64(0);
	const values = dictionaries.get(id) ?? plain.out;
	if (String(values) !== String(plain.out)) throw new RangeError('a dictionary has two types');
	dictionaries.set(id, values);
	return {
		...plain,
		dictionary: { id, indexBytes: bits / 8 },
		out: new Dictionary(values, int(isSigned, bits) as never, id)
	};
}

/** The column under the name that DuckDB will know it by. */
export function outgoingField(column: ArrowColumn, name = column.name): Field {
	return new Field(name, column.out, true);
}

function described(
	id: number,
	type: FlatTable | null,
	children: readonly ArrowColumn[]
): Pick<ArrowColumn, 'layout' | 'out' | 'sqlType'> {
	const fields = children.map((child) => outgoingField(child));
	const inner = children[0]?.sqlType ?? 'INTEGER';
	switch (id) {
		case 1:
			return { layout: { kind: 'null' }, out: new Null(), sqlType: 'INTEGER' };
		case 2: {
			const [bits, isSigned] = [type?.int32(0) ?? 0, type?.uint8(1) === 1];
			const name = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[bits];
			if (!name) throw new UnsupportedType(`whole numbers of ${bits} bits`);
			return { layout: fixed(bits / 8), out: int(isSigned, bits), sqlType: (isSigned ? '' : 'U') + name };
		}
		case 3: {
			const precision = type?.int16(0) ?? 0;
			if (precision === 0) return { layout: { kind: 'half' }, out: new Float32(), sqlType: 'FLOAT' };
			return precision === 1
				? { layout: fixed(4), out: new Float32(), sqlType: 'FLOAT' }
				: { layout: fixed(8), out: new Float64(), sqlType: 'DOUBLE' };
		}
		case 4:
		case 19:
			return {
				layout: { kind: 'binary', isLarge: id === 19, isText: false },
				out: new Binary(),
				sqlType: 'BLOB'
			};
		case 5:
		case 20:
			return {
				layout: { kind: 'binary', isLarge: id === 20, isText: true },
				out: new Utf8(),
				sqlType: 'VARCHAR'
			};
		case 23:
			return { layout: { kind: 'view', isText: false }, out: new Binary(), sqlType: 'BLOB' };
		case 24:
			return { layout: { kind: 'view', isText: true }, out: new Utf8(), sqlType: 'VARCHAR' };
		case 6:
			return { layout: { kind: 'bits' }, out: new Bool(), sqlType: 'BOOLEAN' };
		case 7: {
			const [precision, scale] = [type?.int32(0) ?? 0, type?.int32(1) ?? 0];
			const bytes = (type?.int32(2, 128) ?? 128) / 8;
			if (precision > 38 || scale < 0 || scale > precision || precision < 1)
				throw new UnsupportedType(`decimals of ${precision} digits, ${scale} of them behind the point`);
			return {
				layout: bytes === 16 ? fixed(16) : { kind: 'decimal', bytes },
				out: new Decimal(scale, precision, 128),
				sqlType: `DECIMAL(${precision},${scale})`
			};
		}
		case 8:
			return (type?.int16(0, 1) ?? 1) === 0
				? { layout: fixed(4), out: new DateDay(), sqlType: 'DATE' }
				: { layout: fixed(8), out: new DateMillisecond(), sqlType: 'DATE' };
		case 9: {
			const [unit, bits] = [type?.int16(0, 1) ?? 1, type?.int32(1, 32) ?? 32];
			return { layout: fixed(bits / 8), out: new Time(unit, bits as 32), sqlType: 'TIME' };
		}
		case 10: {
			const [unit, zone] = [type?.int16(0) ?? 0, type?.text(1) ?? null];
			const name = UNITS[unit] ? `TIMESTAMP_${UNITS[unit]}` : 'TIMESTAMP';
			return {
				layout: fixed(8),
				out: new Timestamp(unit, zone),
				sqlType: zone === null ? name : 'TIMESTAMP WITH TIME ZONE'
			};
		}
		case 11: {
			const unit = type?.int16(0) ?? 0;
			return { layout: fixed([4, 8, 16][unit] ?? 16), out: new Interval(unit), sqlType: 'INTERVAL' };
		}
		case 12:
		case 21:
			return {
				layout: { kind: 'list', isLarge: id === 21 },
				out: new List(only(fields)),
				sqlType: `${inner}[]`
			};
		case 13:
			return {
				layout: { kind: 'struct' },
				out: new Struct(fields),
				sqlType: `STRUCT(${children.map((child) => `${quoteIdentifier(child.name)} ${child.sqlType}`).join(', ')})`
			};
		case 15: {
			const width = type?.int32(0) ?? 0;
			return { layout: fixed(width), out: new FixedSizeBinary(width), sqlType: 'BLOB' };
		}
		case 16: {
			const size = type?.int32(0) ?? 0;
			return {
				layout: { kind: 'fixed-list', size },
				out: new FixedSizeList(size, only(fields)),
				sqlType: `${inner}[${size}]`
			};
		}
		case 17: {
			const [key, value] = children[0]?.children ?? [];
			if (!key || !value) throw new UnsupportedType('a map without key and value');
			return {
				layout: { kind: 'list', isLarge: false },
				out: new Map_(entriesField(key, value) as never),
				sqlType: `MAP(${key.sqlType}, ${value.sqlType})`
			};
		}
		case 18:
			return { layout: fixed(8), out: new Duration(type?.int16(0, 1) ?? 1), sqlType: 'INTERVAL' };
	}
	const names: Record<number, string> = {
		14: 'unions',
		22: 'run-end encoding',
		25: 'list views',
		26: 'list views'
	};
	throw new UnsupportedType(names[id] ?? `type ${id}`);
}

function fixed(bytes: number): Layout {
	if (!Number.isInteger(bytes) || bytes < 0) throw new UnsupportedType(`values of ${bytes} bytes`);
	return { kind: 'fixed', bytes };
}

function int(isSigned: boolean, bits: number): DataType {
	return new Int(isSigned as never, bits as never);
}

function only(fields: readonly Field[]): Field {
	if (fields.length !== 1 || !fields[0]) throw new UnsupportedType('a list without elements');
	return fields[0];
}

/** A map's entries and keys are never NULL, whatever a writer says. */
function entriesField(key: ArrowColumn, value: ArrowColumn): Field {
	const parts = [new Field('key', key.out, false), new Field('value', value.out, true)];
	return new Field('entries', new Struct(parts), false);
}
