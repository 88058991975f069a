import { RecordBatch } from 'apache-arrow/ipc/metadata/message';
import type { FlatTable } from '$lib/domain/rows/arrow/flatbuffer';
import { BatchSource, BatchTarget, EMPTY, type PackedBuffer } from './batch-bytes';
import { checkIndexes, checkOffsets, checkTexts, need } from './buffer-checks';
import { fromViews, halfToFloat, resizedDecimals, shortOffsets } from './buffer-forms';
import type { ArrowColumn } from './layout';

/** A record batch as it is handed on: checked, unpacked, and in layouts that DuckDB's reader knows. */
export interface Rebatched {
	rows: number;
	header: RecordBatch;
	body: Uint8Array<ArrayBuffer>;
}

/** A column on its way. */
interface Passage {
	source: BatchSource;
	/** Null for a column that is not wanted: its buffers are passed by. */
	target: BatchTarget | null;
	/** Entries of the dictionaries known so far, by id. */
	dictionaryLengths: ReadonlyMap<number, number>;
}

/**
 * Takes a record batch (or the values of a dictionary) apart and checks it: DuckDB's reader believes every length and
 * offset that it is given.
 * @param wanted by position of the column
 * @throws RangeError where it is damaged
 */
export function rebatch(
	header: FlatTable,
	body: Uint8Array,
	columns: readonly ArrowColumn[],
	wanted: readonly boolean[],
	dictionaryLengths: ReadonlyMap<number, number>
): Rebatched {
	const source = new BatchSource(header, body);
	const target = new BatchTarget();
	const rows = header.int64(0);
	if (rows < 0 || rows >= 2 ** 31) throw new RangeError('a batch has an impossible number of rows');
	columns.forEach((column, position) => {
		const passage = { source, target: wanted[position] === true ? target : null, dictionaryLengths };
		if (takeColumn(passage, column) !== rows) {
			throw new RangeError('a column has another length than its batch');
		}
	});
	return { rows, header: new RecordBatch(rows, target.nodes, target.regions), body: target.body() };
}

/** @returns the column's length */
function takeColumn(passage: Passage, column: ArrowColumn): number {
	const { source, target } = passage;
	const { length, nullCount } = source.node();
	target?.node(length, nullCount);
	if (column.dictionary === null && column.layout.kind === 'null') return length;
	const packed = source.buffer();
	const validity =
		target === null || nullCount === 0 ? null : need(packed.bytes(), Math.ceil(length / 8), 'validity');
	target?.buffer(validity ?? EMPTY);
	if (column.dictionary !== null) takeIndexes(passage, column.dictionary, length, validity);
	else takeValues(passage, column, length, validity);
	return length;
}

function takeIndexes(
	{ source, target, dictionaryLengths }: Passage,
	{ id, indexBytes }: { id: number; indexBytes: number },
	length: number,
	validity: Uint8Array | null
): void {
	const packed = source.buffer();
	if (!target) return;
	const indexes = need(packed.bytes(), length * indexBytes, 'index');
	checkIndexes(indexes, length, indexBytes, dictionaryLengths.get(id) ?? 0, validity);
	target.buffer(indexes);
}

function takeValues(
	passage: Passage,
	column: ArrowColumn,
	length: number,
	validity: Uint8Array | null
): void {
	const { source, target } = passage;
	const { layout } = column;
	switch (layout.kind) {
		case 'null':
			return;
		case 'bits':
			return pass(source.buffer(), target, (bytes) => need(bytes, Math.ceil(length / 8), 'boolean'));
		case 'fixed':
			return pass(source.buffer(), target, (bytes) => need(bytes, length * layout.bytes, 'value'));
		case 'half':
			return pass(source.buffer(), target, (bytes) => halfToFloat(need(bytes, length * 2, 'value'), length));
		case 'decimal':
			return pass(source.buffer(), target, (bytes) =>
				resizedDecimals(need(bytes, length * layout.bytes, 'value'), length, layout.bytes)
			);
		case 'binary': {
			const [offsets, data] = [source.buffer(), source.buffer()];
			if (!target) return;
			const bytes = data.bytes();
			const short = layout.isLarge ? shortOffsets(offsets.bytes(), length) : offsets.bytes();
			const checked = checkOffsets(short, length, bytes.length);
			if (layout.isText) checkTexts(checked, length, bytes);
			target.buffer(checked);
			target.buffer(bytes);
			return;
		}
		case 'view': {
			const views = source.buffer();
			const data = Array.from({ length: source.variadic() }, () => source.buffer());
			if (!target) return;
			const plain = fromViews(
				need(views.bytes(), length * 16, 'view'),
				length,
				data.map((one) => one.bytes()),
				validity
			);
			if (layout.isText) checkTexts(plain.offsets, length, plain.data);
			target.buffer(plain.offsets);
			target.buffer(plain.data);
			return;
		}
		case 'list': {
			const packed = source.buffer();
			if (!target) return takeChildren(passage, column, 0);
			const offsets = layout.isLarge ? shortOffsets(packed.bytes(), length) : packed.bytes();
			const checked = checkOffsets(offsets, length, 2 ** 31 - 1);
			target.buffer(checked);
			return takeChildren(passage, column, lastOffset(checked, length));
		}
		case 'fixed-list':
			return takeChildren(passage, column, length * layout.size);
		case 'struct':
			return takeChildren(passage, column, length);
	}
}

function pass(
	packed: PackedBuffer,
	target: BatchTarget | null,
	change: (bytes: Uint8Array) => Uint8Array
): void {
	target?.buffer(change(packed.bytes()));
}

function takeChildren(passage: Passage, column: ArrowColumn, atLeast: number): void {
	for (const child of column.children) {
		if (takeColumn(passage, child) < atLeast) throw new RangeError('a list has too few elements');
	}
}

function lastOffset(offsets: Uint8Array, length: number): number {
	return length === 0 ? 0 : new DataView(offsets.buffer, offsets.byteOffset).getInt32(length * 4, true);
}
