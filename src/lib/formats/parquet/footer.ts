import { AppError } from '$lib/domain/errors';
import { readThrift, type ThriftList, type ThriftStruct, type ThriftValue } from './thrift';

/** Magic number and length at the end of the file (https://parquet.apache.org/docs/file-format/). */
export const TAIL_BYTES = 8;
const MAGIC = 'PAR1';
const ENCRYPTED_MAGIC = 'PARE';
/** A footer beyond this is damage, or too much for a browser. */
const MAX_FOOTER_BYTES = 512 << 20;

/** Fields of the structures in `parquet.thrift` that are read or changed here. */
export const FILE = {
	schema: 2,
	rows: 3,
	rowGroups: 4,
	keyValues: 5,
	createdBy: 6,
	columnOrders: 7,
	encryption: 8
};
export const ELEMENT = { type: 1, repetition: 3, name: 4, children: 5, converted: 6, logical: 10 };
const GROUP = { columns: 1, bytes: 2, rows: 3 };
const CHUNK = { meta: 3, cryptoMeta: 8 };
const META = { codec: 4, packedBytes: 7, dataOffset: 9, dictionaryOffset: 11 };
const CODECS = ['none', 'Snappy', 'gzip', 'LZO', 'Brotli', 'LZ4', 'Zstandard', 'LZ4 raw'];

export interface ParquetRowGroup {
	rows: number;
	/** Unpacked. */
	sizeBytes: number;
}

/** What the end of a Parquet file says of it. */
export interface ParquetFooter {
	/** The whole structure, to be changed and written again. */
	tree: ThriftStruct;
	/** Where it begins in the file. */
	start: number;
	rowGroups: ParquetRowGroup[];
	/** By the row groups, each of which knows its own: some writers leave the file's own number at zero. */
	rows: number;
	createdBy: string | null;
	/** Kinds of packing, as people call them. */
	codecs: string[];
}

/** @throws AppError `file/damaged`, `file/encrypted` */
export async function readFooter(file: File): Promise<ParquetFooter> {
	const facts = { file: file.name };
	const damaged = (why: string, cause?: unknown) => new AppError('file/damaged', why, facts, { cause });
	const tail = new Uint8Array(await file.slice(-TAIL_BYTES).arrayBuffer());
	const magic = String.fromCharCode(...tail.subarray(4));
	const encrypted = () => new AppError('file/encrypted', `${file.name} is an encrypted Parquet file.`, facts);
	if (magic === ENCRYPTED_MAGIC) throw encrypted();
	if (magic !== MAGIC || file.size < 12) {
		throw damaged('the end of the Parquet file is missing: it is cut off, or was never closed.');
	}
	const length = new DataView(tail.buffer).getUint32(0, true);
	const start = file.size - TAIL_BYTES - length;
	if (start < 4 || length > MAX_FOOTER_BYTES) throw damaged('its footer is larger than the file.');
	const bytes = new Uint8Array(await file.slice(start, start + length).arrayBuffer());
	try {
		const tree = readThrift(bytes);
		if (tree.has(FILE.encryption)) throw encrypted();
		return interpret(tree, start);
	} catch (cause) {
		if (cause instanceof AppError) throw cause;
		throw damaged('its footer can’t be read.', cause);
	}
}

function interpret(tree: ThriftStruct, start: number): ParquetFooter {
	const codecs = new Set<number>();
	const rowGroups = structs(tree, FILE.rowGroups).map((group) => {
		for (const chunk of structs(group, GROUP.columns)) checkChunk(chunk, start, codecs);
		return { rows: count(group, GROUP.rows), sizeBytes: count(group, GROUP.bytes) };
	});
	const createdBy = tree.get(FILE.createdBy)?.value;
	return {
		tree,
		start,
		rowGroups,
		rows: rowGroups.reduce((sum, { rows }) => sum + rows, 0),
		createdBy: createdBy instanceof Uint8Array ? textOf(createdBy) : null,
		codecs: [...codecs].map((codec) => CODECS[codec] ?? `codec ${codec}`)
	};
}

/** A column's bytes must lie in the file. */
function checkChunk(chunk: ThriftStruct, end: number, codecs: Set<number>): void {
	if (chunk.has(CHUNK.cryptoMeta) || !chunk.has(CHUNK.meta)) throw new RangeError('no column data');
	const meta = structOf(chunk.get(CHUNK.meta)?.value);
	codecs.add(count(meta, META.codec));
	const dictionary = meta.has(META.dictionaryOffset) ? count(meta, META.dictionaryOffset) : 0;
	const data = count(meta, META.dataOffset);
	const first = dictionary > 0 ? Math.min(dictionary, data) : data;
	if (first + count(meta, META.packedBytes) > end) throw new RangeError('a column lies behind the end');
}

export function structs(from: ThriftStruct, field: number): ThriftStruct[] {
	const list = from.get(field)?.value as ThriftList | undefined;
	if (list === undefined) return [];
	if (!Array.isArray(list.items)) throw new RangeError('no list');
	return list.items.map(structOf);
}

export function textOf(value: ThriftValue | undefined): string {
	if (!(value instanceof Uint8Array)) throw new RangeError('no text');
	return new TextDecoder().decode(value);
}

/** A number that is not negative. */
export function count(from: ThriftStruct, field: number): number {
	const value = from.get(field)?.value ?? 0n;
	if (typeof value !== 'bigint' || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
		throw new RangeError('no number');
	}
	return Number(value);
}

function structOf(value: ThriftValue | undefined): ThriftStruct {
	if (!(value instanceof Map)) throw new RangeError('no structure');
	return value;
}
