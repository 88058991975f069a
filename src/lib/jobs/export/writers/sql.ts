import type { SqlDialect } from '$lib/domain/export/export-options';
import { distinctNames } from '$lib/domain/export/export-name';
import type { RecordBatch } from '$lib/domain/rows/arrow/ipc';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { ByteBuffer } from '../byte-buffer';
import type { ExportColumn, OpenWriter } from '../writer';
import { literalOf } from './sql-literal';
import { columnTypeIn } from './sql-types';
import { TextWriter } from './text-writer';

/** Rows in one INSERT. */
const INSERT_ROWS = 500;

/** A script that makes the table and fills it. */
export const openSql: OpenWriter = async ({ columns, options, sink }) => {
	const { dialect } = options;
	const names = distinctNames(columns.map(({ name }) => name));
	const table = identifierIn(dialect, options.table);
	const list = names.map((name) => identifierIn(dialect, name)).join(', ');
	let row = 0;
	const begin = (out: ByteBuffer) => {
		if (row % INSERT_ROWS === 0) {
			out.text(`${row > 0 ? ';\n' : ''}INSERT INTO ${table} (${list}) VALUES\n(`);
		} else out.ascii(',\n(');
		row++;
	};
	return new TextWriter(
		sink,
		(out) => {
			if (options.createTable) out.text(createTableSql(dialect, options.table, columns));
		},
		(batch: RecordBatch) => {
			const cells = batch.columns.map((data, index) =>
				literalOf(dialect, data, columns[index]?.sqlType ?? null, names[index] ?? '')
			);
			return (out, at) => {
				begin(out);
				out.text(cells.map((literal) => literal(at)).join(', '));
				out.ascii(')');
			};
		},
		(out) => {
			if (row > 0) out.ascii(';\n');
		}
	);
};

/** `CREATE TABLE …;` with a line for each column. */
export function createTableSql(dialect: SqlDialect, table: string, columns: readonly ExportColumn[]): string {
	const names = distinctNames(columns.map(({ name }) => name));
	const lines = columns.map((column, index) =>
		`\t${identifierIn(dialect, names[index] ?? '')} ${columnTypeIn(dialect, column)}`.trimEnd()
	);
	return `CREATE TABLE ${identifierIn(dialect, table)} (\n${lines.join(',\n')}\n);\n`;
}

function identifierIn(dialect: SqlDialect, name: string): string {
	return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : quoteIdentifier(name);
}
