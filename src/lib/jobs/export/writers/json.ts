import { distinctNames } from '$lib/domain/export/export-name';
import type { RecordBatch } from '$lib/domain/rows/arrow/ipc';
import type { ByteBuffer } from '../byte-buffer';
import { jsonCell } from '../cells/json-cell';
import type { ExportColumn, OpenWriter } from '../writer';
import { TextWriter } from './text-writer';

/** An array of objects, one to a line. */
export const openJson: OpenWriter = async ({ columns, sink }) => {
	const rowsOf = objects(columns);
	let isFirst = true;
	return new TextWriter(
		sink,
		(out) => out.ascii('['),
		(batch) => {
			const write = rowsOf(batch);
			return (out, row) => {
				out.ascii(isFirst ? '\n' : ',\n');
				isFirst = false;
				write(out, row);
			};
		},
		(out) => out.ascii('\n]\n')
	);
};

/** An object on each line. */
export const openNdjson: OpenWriter = async ({ columns, sink }) => {
	const rowsOf = objects(columns);
	return new TextWriter(
		sink,
		() => undefined,
		(batch) => {
			const write = rowsOf(batch);
			return (out, row) => {
				write(out, row);
				out.ascii('\n');
			};
		}
	);
};

function objects(columns: readonly ExportColumn[]) {
	const encoder = new TextEncoder();
	const names = distinctNames(columns.map(({ name }) => name)).map((name, index) =>
		encoder.encode(`${index > 0 ? ',' : ''}${JSON.stringify(name)}:`)
	);
	return (batch: RecordBatch) => {
		const cells = batch.columns.map((data, index) => jsonCell(data, columns[index]?.sqlType ?? null));
		return (out: ByteBuffer, row: number) => {
			out.ascii('{');
			for (let index = 0; index < names.length; index++) {
				out.copy(names[index] as Uint8Array);
				cells[index]?.(out, row);
			}
			out.ascii('}');
		};
	};
}
