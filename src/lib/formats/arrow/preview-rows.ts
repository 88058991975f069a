import { DataType, Table, tableFromIPC, tableToIPC, vectorFromArray, type Vector } from 'apache-arrow';
import { RowPage } from '$lib/domain/rows/decode';
import { ArrowTable, type ArrowFileColumn } from './arrow-table';
import { ArrowMessages, MESSAGE } from './messages';

/** Text of the first rows, from the first batches. @throws AppError `file/damaged` */
export async function previewRows(
	file: File,
	columns: readonly ArrowFileColumn[],
	limit: number
): Promise<(string | null)[][]> {
	const table = new ArrowTable(
		file,
		columns,
		columns.map(() => true)
	);
	const messages = await ArrowMessages.open(file);
	const pieces: Uint8Array[] = [];
	let rows = 0;
	for await (const message of messages) {
		if (rows >= limit) break;
		if (message.kind === MESSAGE.dictionary) table.takeDictionary(message, await messages.body(message));
		if (message.kind !== MESSAGE.batch) continue;
		const taken = table.takeBatch(message, await messages.body(message));
		pieces.push(taken.piece);
		rows += taken.rows;
	}
	const shown = Math.min(rows, limit);
	if (shown === 0) return [];
	const found = tableFromIPC(table.stream(pieces));
	const texts = columns.map(({ column }, position) =>
		columnTexts(found.getChildAt(position), column?.sqlType ?? 'VARCHAR', shown)
	);
	return Array.from({ length: shown }, (_, row) => texts.map((column) => column[row] ?? null));
}

function columnTexts(vector: Vector | null, sqlType: string, rows: number): (string | null)[] {
	if (!vector) return [];
	const plain = DataType.isDictionary(vector.type)
		? vectorFromArray(
				Array.from({ length: rows }, (_, row) => vector.get(row)),
				vector.type.dictionary
			)
		: vector;
	const page = pageOf(plain, sqlType);
	return Array.from({ length: rows }, (_, row) => {
		if (page) return page.text(row, 0);
		const value: unknown = plain.get(row);
		return value === null ? null : String(value);
	});
}

/** Null for types that results never have: periods of time, dictionaries inside of others. */
function pageOf(vector: Vector, sqlType: string): RowPage | null {
	try {
		return new RowPage(tableToIPC(new Table({ value: vector }), 'stream'), [sqlType]);
	} catch {
		return null;
	}
}
