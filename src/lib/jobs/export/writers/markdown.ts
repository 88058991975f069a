import { isNull, type ColumnData } from '$lib/domain/rows/arrow/ipc';
import { textReader } from '$lib/domain/rows/text';
import { isPlain } from '../cells/cell';
import type { OpenWriter } from '../writer';
import { TextWriter } from './text-writer';

const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*|BIGNUM)$/;

/** A table of GitHub's Markdown; numbers stand at the right. NULL is an empty cell. */
export const openMarkdown: OpenWriter = async ({ columns, sink }) => {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
	return new TextWriter(
		sink,
		(out) => {
			out.text(line(columns.map(({ name }) => cellText(name))));
			out.text(line(columns.map(({ type }) => (NUMBERS.test(type) ? '---:' : '---'))));
		},
		(batch) => {
			const read = batch.columns.map((data, index) => cellReader(data, columns[index]?.sqlType ?? null));
			return (out, row) => out.text(line(read.map((text) => text(row))));
		}
	);
};

function cellReader(column: ColumnData, type: Parameters<typeof textReader>[1]): (row: number) => string {
	const read = textReader(column, type);
	if (isPlain(column)) return (row) => read(row) ?? '';
	return (row) => (isNull(column, row) ? '' : cellText(read(row) ?? ''));
}

/** Without what would end the cell or begin markup. */
function cellText(text: string): string {
	return text
		.replace(/[\\`*_[\]<>|~]/g, '\\$&')
		.replace(/&/g, '&amp;')
		.replace(/\r\n|\r|\n/g, '<br>');
}
