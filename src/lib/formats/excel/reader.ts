import type { ImportOptions } from '$lib/protocol/import-api';
import type { PackedInput } from '../archive/input';
import type { ColumnToLoad, TableReader, TableSink, TablesRead, TableWriter } from '../table-reader';
import { RECORD_NUMBERS } from './record-numbers';
import { WorkbookParser } from './workbook-parser';

/** A preview that takes longer than this is given up. */
const PREVIEW_LIMIT_MS = 30_000;
/** The least and, by size, the usual time an import may take; it can be cancelled at any time. */
const READ_LIMIT_MS = 120_000;
const READ_LIMIT_MS_PER_MB = 20_000;
/** After this time without a preview the thread, and the memory of the workbook in it, is given back. */
const IDLE_MS = 15_000;

/** The thread of the last preview, kept for a while: the next preview is mostly of the same file. */
let kept: { parser: WorkbookParser; timer: ReturnType<typeof setTimeout> | null } | null = null;

/** Reads workbooks of Excel and OpenDocument with SheetJS, in a worker of its own that is thrown away. */
export const excelReader: TableReader = {
	async preview(input, options, table) {
		const started = performance.now();
		const file = await input.content();
		const previewer = takePreviewer();
		try {
			const preview = await previewer.preview(file, options, table, PREVIEW_LIMIT_MS);
			return {
				...preview,
				memberName: input.memberName,
				packed: input.packed,
				sizeBytes: input.file.size,
				elapsedMs: performance.now() - started
			};
		} finally {
			keepPreviewer(previewer);
		}
	},
	async read(input, options, sink) {
		const parser = new WorkbookParser();
		const end = (): void => parser.close();
		sink.signal.addEventListener('abort', end);
		try {
			return await readInto(parser, input, options, sink);
		} finally {
			sink.signal.removeEventListener('abort', end);
			parser.close();
		}
	}
};

async function readInto(
	parser: WorkbookParser,
	input: PackedInput,
	options: ImportOptions,
	sink: TableSink
): Promise<TablesRead> {
	const file = await input.content();
	const limitMs = READ_LIMIT_MS + (file.size / 1e6) * READ_LIMIT_MS_PER_MB;
	await parser.read(file, options, limitMs);
	let writer: TableWriter | null = null;
	let next = parser.next(limitMs);
	for (;;) {
		const event = await next;
		if (event.kind === 'done') return { dialect: event.dialect, warnings: event.warnings };
		// the next one is made while this one is stored
		next = parser.next(limitMs);
		next.catch(() => undefined);
		switch (event.kind) {
			case 'table':
				writer = await sink.beginTable({ ...event.table, columns: event.table.columns.map(withValue) });
				break;
			case 'batch':
				await writer?.append({
					ipc: event.ipc,
					rows: event.rows,
					...(event.numbered ? { recordNumbers: RECORD_NUMBERS } : {})
				});
				break;
			case 'rejects':
				await writer?.reject(event.rejects);
				break;
			case 'end':
				await writer?.end(event.recordsRead);
		}
		sink.progress(input.file.size);
	}
}

/** Times cross as milliseconds. */
const FROM_MS: Record<string, (incoming: string) => string> = {
	TIMESTAMP: (incoming) => `make_timestamp(CAST(${incoming} AS BIGINT) * 1000)`,
	TIME: (incoming) => `CAST(make_timestamp(CAST(${incoming} AS BIGINT) * 1000) AS TIME)`,
	INTERVAL: (incoming) => `to_microseconds(CAST(${incoming} AS BIGINT) * 1000)`
};

function withValue(column: ColumnToLoad): ColumnToLoad {
	const value = column.fixed ? undefined : FROM_MS[column.type];
	return value ? { ...column, value } : column;
}

function takePreviewer(): WorkbookParser {
	const taken = kept;
	kept = null;
	if (taken?.timer) clearTimeout(taken.timer);
	return taken?.parser.isAlive ? taken.parser : new WorkbookParser();
}

function keepPreviewer(parser: WorkbookParser): void {
	if (!parser.isAlive) return;
	// two previews at once: one of their threads is enough
	if (kept) {
		parser.close();
		return;
	}
	const timer = setTimeout(() => {
		kept = null;
		parser.close();
	}, IDLE_MS);
	kept = { parser, timer };
}
