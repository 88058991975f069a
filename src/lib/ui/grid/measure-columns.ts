import { clampColumnWidth } from '$lib/domain/grid/columns';
import { singleLine, typeFamily } from '$lib/domain/grid/cell-text';
import type { GridSource } from '$lib/domain/grid/grid-source';

/** Padding, and in the header the type's icon and the mark of the order. */
const CELL_EXTRA_PX = 22;
const HEADER_EXTRA_PX = 58;
const NULL_WIDTH_PX = 56;
/** Numbers grow down the rows, and a cut number says little: so much has room at least. */
const USUAL_NUMBER = '00000000';
const MAX_AUTO_WIDTH_PX = 360;
const MEASURED_ROWS = 100;
/** Of a column's texts only the longest few are measured: the rest can't be wider by much. */
const MEASURED_TEXTS = 3;

/** How wide a text is, in the font of cells (and header) and in that of nested values and bytes. */
export interface GridFonts {
	plain: (text: string) => number;
	mono: (text: string) => number;
}

export function gridFonts(grid: HTMLElement): GridFonts {
	const style = getComputedStyle(grid);
	const mono = style.getPropertyValue('--font-mono') || 'monospace';
	return {
		plain: textMeasure(`${style.fontWeight} ${style.fontSize} ${style.fontFamily}`),
		mono: textMeasure(`${style.getPropertyValue('--text-sm') || '12px'} ${mono}`)
	};
}

/** Widths that fit the names and the rows loaded first. */
export function measureColumns(source: GridSource, fonts: GridFonts): number[] {
	return source.columns.map((_, column) => measureColumn(source, column, fonts));
}

/** The width that fits one column's name and the rows `[rowStart, rowStart + 100)` as far as they are loaded. */
export function measureColumn(source: GridSource, column: number, fonts: GridFonts, rowStart = 0): number {
	const { name = '', type = '' } = source.columns[column] ?? {};
	const family = typeFamily(type);
	const widthOf = family === 'nested' || family === 'bytes' ? fonts.mono : fonts.plain;
	const rowEnd = Math.min(source.rowCount, rowStart + MEASURED_ROWS);
	const texts = family === 'number' ? [USUAL_NUMBER] : [];
	for (let row = rowStart; row < rowEnd; row++) {
		const text = source.cell(row, column);
		const old = source.changes?.old(row, column);
		if (old !== undefined) texts.push(`${singleLine(old ?? 'NULL')}   ${singleLine(text ?? 'NULL')}`);
		else if (text) texts.push(singleLine(text));
	}
	texts.sort((a, b) => b.length - a.length);
	const cellWidth = Math.max(NULL_WIDTH_PX, ...texts.slice(0, MEASURED_TEXTS).map(widthOf)) + CELL_EXTRA_PX;
	const headerWidth = fonts.plain(name) + HEADER_EXTRA_PX;
	return clampColumnWidth(Math.min(Math.ceil(Math.max(cellWidth, headerWidth)), MAX_AUTO_WIDTH_PX));
}

function textMeasure(font: string): (text: string) => number {
	const context = document.createElement('canvas').getContext('2d');
	if (!context) return (text) => text.length * 8;
	context.font = font;
	return (text) => context.measureText(text).width;
}
