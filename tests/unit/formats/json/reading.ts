import { tableFromIPC } from 'apache-arrow';
import { openInput } from '$lib/formats/archive/input';
import { jsonReader } from '$lib/formats/json/reader';
import type { ColumnToLoad, TablesRead, TableSink } from '$lib/formats/table-reader';
import type { Reject } from '$lib/domain/versions/reject';
import type { ImportOptions } from '$lib/protocol/import-api';

/** What the reader handed over, with the values as they were sent. */
export interface Read extends TablesRead {
	columns: ColumnToLoad[];
	rows: unknown[][];
	rejects: Omit<Reject, 'table'>[];
	counted: number;
	restarts: number;
}

/** Reads text with the JSON reader into rows of what is sent to the engine. */
export async function readJson(
	content: string | Uint8Array<ArrayBuffer>,
	options: ImportOptions = {},
	name = 'made.json'
): Promise<Read> {
	const read: Omit<Read, keyof TablesRead> = { columns: [], rows: [], rejects: [], counted: -1, restarts: 0 };
	const sink: TableSink = {
		signal: new AbortController().signal,
		progress: () => undefined,
		attachDatabase: () => Promise.reject(new Error('not here')),
		restart: async () => {
			read.restarts++;
			read.rows = [];
			read.rejects = [];
		},
		beginTable: async ({ columns }) => {
			read.columns = columns;
			return {
				append: async ({ ipc, rows }) => {
					const table = tableFromIPC(ipc);
					if (table.numRows !== rows) throw new Error(`${table.numRows} rows were sent, not ${rows}`);
					const names = columns.filter(({ include }) => include).map(({ incoming }) => incoming);
					const vectors = names.map((field) => table.getChild(field));
					for (let i = 0; i < rows; i++) read.rows.push(vectors.map((vector) => plain(vector?.get(i))));
				},
				appendSelect: () => Promise.reject(new Error('not here')),
				reject: async (rejects) => void read.rejects.push(...rejects),
				end: async (counted) => {
					read.counted = counted;
					if (read.rows.length + read.rejects.length !== counted) {
						throw new Error(`${counted} counted, ${read.rows.length} rows, ${read.rejects.length} rejects`);
					}
				}
			};
		}
	};
	const input = await openInput(new File([content], name));
	const told = await jsonReader.read(input, options, sink);
	return { ...read, ...told };
}

function plain(value: unknown): unknown {
	if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
	if (value === null || value === undefined || typeof value !== 'object') return value ?? null;
	if (ArrayBuffer.isView(value)) return String(value);
	if (Symbol.iterator in value && !('toJSON' in value && !('length' in value))) {
		return Array.from(value as Iterable<unknown>, plain);
	}
	const entries = Object.entries((value as { toJSON(): Record<string, unknown> }).toJSON());
	return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
}
