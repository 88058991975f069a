import { AppError } from '$lib/domain/errors';
import { cellCount, type CellRange } from '$lib/domain/grid/selection';
import { MAX_COPIED_CELLS, MAX_COPIED_CHARACTERS, tsvField, tsvLines } from '$lib/domain/grid/tsv';
import { texts } from '../texts';
import type { CellText, GridSource } from '$lib/domain/grid/grid-source';

/** Cells that are fetched and read at once; a source has to keep them so long. */
const CELLS_AT_ONCE = 100_000;

/**
 * A range as tab-separated text; rows that are not loaded are fetched first.
 * @param columns the source's columns in the order they are shown, which the range counts
 * @throws AppError `query/failed` where the range is over the limit (nothing is cut), or what `fetch` throws
 */
export async function rangeAsTsv(
	source: GridSource,
	columns: readonly number[],
	range: CellRange,
	withHeader: boolean
): Promise<string> {
	if (cellCount(range) > MAX_COPIED_CELLS) throw tooLarge(range);
	const copied = columns.slice(range.columnStart, range.columnEnd);
	const blocks: string[] = [];
	let characters = 0;
	if (withHeader) {
		const names = copied.map((column) => tsvField(source.columns[column]?.name ?? ''));
		blocks.push(names.join('\t'));
	}
	const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / source.columns.length));
	for (let rowStart = range.rowStart; rowStart < range.rowEnd; rowStart += rowsAtOnce) {
		const rowEnd = Math.min(rowStart + rowsAtOnce, range.rowEnd);
		await source.fetch(rowStart, rowEnd);
		const block = tsvLines(rowsOf(source, copied, rowStart, rowEnd));
		characters += block.length;
		if (characters > MAX_COPIED_CHARACTERS) throw tooLarge(range);
		blocks.push(block);
	}
	return blocks.join('\n');
}

/** Puts text that is still being made on the clipboard; may be called only while a key or click is handled. */
export async function writeClipboard(text: Promise<string>): Promise<void> {
	if (typeof ClipboardItem === 'function' && 'write' in (navigator.clipboard ?? {})) {
		// A rejected item is an unhandled rejection in Chromium, whoever handles `text`: so the item waits for ever.
		const blob = new Promise<Blob>((resolve) => {
			text.then(
				(value) => resolve(new Blob([value], { type: 'text/plain' })),
				() => undefined
			);
		});
		const written = navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
		await Promise.all([text, written]);
		return;
	}
	copyByCommand(await text);
}

function* rowsOf(
	source: GridSource,
	columns: readonly number[],
	rowStart: number,
	rowEnd: number
): Generator<CellText[]> {
	for (let row = rowStart; row < rowEnd; row++) {
		yield columns.map((column) => source.cell(row, column) ?? null);
	}
}

/** For pages that are not served securely, which have no `navigator.clipboard`. */
function copyByCommand(text: string): void {
	const handle = (event: ClipboardEvent) => {
		event.clipboardData?.setData('text/plain', text);
		event.preventDefault();
	};
	document.addEventListener('copy', handle, { once: true });
	try {
		if (!document.execCommand('copy')) throw new AppError('internal', 'The browser did not allow copying.');
	} finally {
		document.removeEventListener('copy', handle);
	}
}

function tooLarge(range: CellRange): AppError {
	return new AppError('query/failed', texts.grid.tooMuchToCopy(cellCount(range), MAX_COPIED_CELLS));
}
