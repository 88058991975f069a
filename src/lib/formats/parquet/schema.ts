import { floatText32 } from '$lib/domain/rows/number-text';
import { quoteText } from '$lib/domain/sql/quote';
import { count, ELEMENT, FILE, structs, textOf, type ParquetFooter } from './footer';
import { THRIFT, type ThriftStruct } from './thrift';

/** Logical and converted types of `parquet.thrift` that parquet-wasm does not read as we want them. */
const LOGICAL = {
	string: 1,
	enum: 4,
	timestamp: 8,
	uuid: 14,
	float16: 15,
	variant: 16,
	geometry: 17,
	geography: 18
};
const CONVERTED = { utf8: 0, enum: 4, timestampMillis: 9, timestampMicros: 10, interval: 21 };
const INT96 = 3n;

/** A column of the file: what stands at the top of its schema. */
export interface ParquetColumn {
	name: string;
	/** Set where the values arrive as bytes and mean something else. */
	meaning: 'uuid' | 'float16' | 'interval' | 'geometry' | 'variant' | null;
	/** Old 96-bit times in it or beneath it. */
	hasInt96: boolean;
	/** For each leaf beneath it, in order: whether it is such a time. */
	int96Leaves: boolean[];
}

/** Name by which the reader knows the column at `position`; names of the file may be equal, empty, or hold points. */
export function readerName(position: number): string {
	return `c${position}`;
}

/**
 * The columns of a file. The footer's tree is changed on the way, so that the reader takes every file alike: columns
 * are called `c0`, `c1` …; types that it does not know are plain bytes; enums are text; counts are true.
 */
export function prepareSchema(footer: ParquetFooter): ParquetColumn[] {
	const { tree } = footer;
	const elements = structs(tree, FILE.schema);
	const [root] = elements;
	if (!root) throw new RangeError('no schema');
	const columns: ParquetColumn[] = [];
	let at = 1;
	for (let position = 0; position < count(root, ELEMENT.children); position++) {
		const element = elements[at];
		if (!element) throw new RangeError('the schema ends too early');
		const name = textOf(element.get(ELEMENT.name)?.value);
		element.set(ELEMENT.name, { type: THRIFT.binary, value: new TextEncoder().encode(readerName(position)) });
		const isLeaf = !element.has(ELEMENT.children);
		const isRepeated = count(element, ELEMENT.repetition) === 2;
		const meaning = isRepeated ? null : meaningOf(element, isLeaf);
		const end = subtreeEnd(elements, at);
		const leaves = elements.slice(at, end).filter((one) => !one.has(ELEMENT.children));
		const int96Leaves = leaves.map((leaf) => leaf.get(ELEMENT.type)?.value === INT96);
		for (const one of elements.slice(at, end)) simplify(one);
		columns.push({ name, meaning, hasInt96: int96Leaves.includes(true), int96Leaves });
		at = end;
	}
	tree.set(FILE.rows, { type: THRIFT.i64, value: BigInt(footer.rows) });
	// hints for Arrow readers: they would bring back what was just made simple
	tree.delete(FILE.keyValues);
	tree.delete(FILE.columnOrders);
	return columns;
}

/** SQL of a value whose bytes mean something else; undefined where it is as it comes. */
export function valueSql(
	meaning: ParquetColumn['meaning']
): { type: string; value(incoming: string): string } | null {
	switch (meaning) {
		case 'uuid':
			return { type: 'UUID', value: (incoming) => `CAST(hex(${incoming}) AS UUID)` };
		case 'float16':
			return { type: 'FLOAT', value: halfFloatSql };
		case 'interval':
			return { type: 'INTERVAL', value: intervalSql };
		default:
			return null;
	}
}

/** Text of a value whose bytes mean something else, as the preview shows it. */
export function meaningText(meaning: ParquetColumn['meaning'], bytes: Uint8Array): string | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (meaning === 'uuid' && bytes.length === 16) {
		const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
		return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
	}
	if (meaning === 'float16' && bytes.length === 2) return floatText32(halfFloat(view.getUint16(0, true)));
	if (meaning === 'interval' && bytes.length === 12) {
		const [months, days, ms] = [0, 4, 8].map((at) => view.getUint32(at, true));
		return `${months} months ${days} days ${(ms ?? 0) / 1000} s`;
	}
	return null;
}

function halfFloat(bits: number): number {
	const sign = bits >= 0x8000 ? -1 : 1;
	const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
	if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function meaningOf(element: ThriftStruct, isLeaf: boolean): ParquetColumn['meaning'] {
	const logical = logicalType(element);
	if (!isLeaf) return logical === LOGICAL.variant ? 'variant' : null;
	if (logical === LOGICAL.uuid) return 'uuid';
	if (logical === LOGICAL.float16) return 'float16';
	if (logical === LOGICAL.geometry || logical === LOGICAL.geography) return 'geometry';
	return converted(element) === CONVERTED.interval ? 'interval' : null;
}

function simplify(element: ThriftStruct): void {
	const logical = logicalType(element);
	if (logical === LOGICAL.enum || converted(element) === CONVERTED.enum) {
		element.set(ELEMENT.converted, { type: THRIFT.i32, value: BigInt(CONVERTED.utf8) });
		element.set(ELEMENT.logical, {
			type: THRIFT.struct,
			value: new Map([[LOGICAL.string, { type: THRIFT.struct, value: new Map() }]])
		});
	}
	if (logical !== null && logical >= LOGICAL.uuid) element.delete(ELEMENT.logical);
	if (converted(element) === CONVERTED.interval) element.delete(ELEMENT.converted);
	if (logical === null) localTimestamp(element);
}

/** Old files do not say whether times are in UTC or local; as in DuckDB they have no zone then. */
function localTimestamp(element: ThriftStruct): void {
	const old = converted(element);
	if (old !== CONVERTED.timestampMillis && old !== CONVERTED.timestampMicros) return;
	const nothing: ThriftStruct = new Map();
	const unit: ThriftStruct = new Map([
		[old === CONVERTED.timestampMillis ? 1 : 2, { type: THRIFT.struct, value: nothing }]
	]);
	const timestamp: ThriftStruct = new Map([
		[1, { type: THRIFT.false, value: false }],
		[2, { type: THRIFT.struct, value: unit }]
	]);
	element.delete(ELEMENT.converted);
	element.set(ELEMENT.logical, {
		type: THRIFT.struct,
		value: new Map([[LOGICAL.timestamp, { type: THRIFT.struct, value: timestamp }]])
	});
}

function logicalType(element: ThriftStruct): number | null {
	const union = element.get(ELEMENT.logical)?.value;
	return union instanceof Map ? (union.keys().next().value ?? null) : null;
}

function converted(element: ThriftStruct): number | null {
	return element.has(ELEMENT.converted) ? count(element, ELEMENT.converted) : null;
}

/** Elements stand depth-first; each knows how many children follow it. */
function subtreeEnd(elements: readonly ThriftStruct[], start: number): number {
	let open = 1;
	let at = start;
	for (; open > 0; at++) {
		const element = elements[at];
		if (!element) throw new RangeError('the schema ends too early');
		open += count(element, ELEMENT.children) - 1;
	}
	return at;
}

/** Little-endian bytes `[from, from + length)` of a blob as a whole number. */
function littleEndianSql(incoming: string, from: number, length: number): string {
	const pairs = Array.from(
		{ length },
		(_, i) => `substr(hex(${incoming}), ${2 * (from + length - i) - 1}, 2)`
	);
	return `CAST(${quoteText('0x')} || ${pairs.join(' || ')} AS BIGINT)`;
}

/** IEEE 754 half precision: a sign, five bits of exponent, ten of fraction. */
function halfFloatSql(incoming: string): string {
	const bits = littleEndianSql(incoming, 0, 2);
	const [exponent, fraction] = [`((${bits} >> 10) & 31)`, `(${bits} & 1023)`];
	const sign = `(CASE WHEN ${bits} >= 32768 THEN -1.0::DOUBLE ELSE 1.0::DOUBLE END)`;
	return (
		`CAST(CASE WHEN ${incoming} IS NULL THEN NULL ` +
		`WHEN ${exponent} = 31 AND ${fraction} = 0 THEN ${sign} * 'inf'::DOUBLE WHEN ${exponent} = 31 THEN 'nan'::DOUBLE ` +
		`WHEN ${exponent} = 0 THEN ${sign} * ${fraction} * pow(2.0, -24) ` +
		`ELSE ${sign} * (1 + ${fraction} / 1024.0::DOUBLE) * pow(2.0, ${exponent} - 15) END AS FLOAT)`
	);
}

/** Months, days and milliseconds, each as 32 bits without sign. */
function intervalSql(incoming: string): string {
	const part = (from: number) => littleEndianSql(incoming, from, 4);
	return `(to_months(CAST(${part(0)} AS INTEGER)) + to_days(CAST(${part(4)} AS INTEGER)) + to_milliseconds(${part(8)}))`;
}
