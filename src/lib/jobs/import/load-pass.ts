import type { Segment } from '$lib/domain/versions/version';
import type { PackedInput } from '$lib/formats/archive/input';
import type { ColumnPlan, DelimitedDialect } from '$lib/formats/delimited/options';
import { RecordScanner } from '$lib/formats/delimited/scanner';
import type { ScannedChunk, ScanTotals } from '$lib/formats/delimited/scanner-types';
import { TextInput } from '$lib/formats/delimited/text-source';
import type { PartTarget } from '$lib/protocol/library-api';
import { LoaderPool, type EngineSource, type WrittenParts } from './loader-pool';
import type { ColumnEvidence, Disproof } from './part-loader';
import type { ProgressMeter } from './progress-meter';

/** Bounds of a chunk: small enough to share out and to hold several, large enough to be few segments. */
const MIN_CHUNK_BYTES = 16 << 20;
const MAX_CHUNK_BYTES = 48 << 20;
/** Chunks to aim at for a large file. */
const CHUNKS = 24;

export interface PassInput {
	input: PackedInput;
	dialect: DelimitedDialect;
	columns: ColumnPlan[];
	tableName: string;
	maxRecordBytes: number;
	engineCount: number;
	engines: EngineSource;
	createPart: (part: number) => Promise<PartTarget>;
	meter: ProgressMeter;
	signal: AbortSignal;
}

export interface PassResult {
	/** What the scanner counted. */
	totals: ScanTotals;
	/** What the engines loaded, and what was rejected by either. */
	rows: number;
	rejected: number;
	segments: Segment[];
	disproofs: Disproof[];
	evidence: ColumnEvidence[];
	parts: WrittenParts;
}

/**
 * Reads the file once: scans its records, and loads them with several engines at once.
 * Memory: a few chunks, whatever the file's size.
 */
export async function loadPass(pass: PassInput): Promise<PassResult> {
	const { input, dialect, columns, meter, signal } = pass;
	meter.enter('reading');
	meter.rows = 0;
	meter.bytesRead = 0;
	const pool = new LoaderPool(pass.engineCount, pass.engines, pass.createPart, () => {
		meter.rows = pool.rows;
		meter.tick();
	});
	const table = { index: 0, name: pass.tableName, columns, dialect, maxRecordBytes: pass.maxRecordBytes };
	const text = new TextInput(dialect);
	const ready: ScannedChunk[] = [];
	const scanner = new RecordScanner(
		{ ...dialect },
		{
			columnCount: columns.length,
			chunkBytes: Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, Math.ceil(input.file.size / CHUNKS))),
			maxRecordBytes: pass.maxRecordBytes,
			offsetUnit: text.offsetUnit,
			offsetBase: text.offsetBase,
			replacementIsInvalid: text.isTranscoded,
			trackRecords: columns.some((column) => column.include && column.fixed)
		},
		(chunk) => ready.push(chunk)
	);
	const submitReady = async () => {
		for (const chunk of ready.splice(0)) {
			await pool.submit(chunk, table);
			signal.throwIfAborted();
		}
	};

	for await (const block of input.blocks()) {
		signal.throwIfAborted();
		scanner.push(text.push(block));
		meter.bytesRead = input.packedBytesRead();
		meter.tick();
		await submitReady();
	}
	scanner.push(text.finish());
	scanner.finish();
	await submitReady();
	meter.bytesRead = input.file.size;
	meter.enter('checking');
	const { rejected, segments, disproofs, evidence } = await pool.drain();
	meter.rows = pool.rows;
	meter.enter('writing');
	const parts = await pool.close(table);
	return { totals: scanner.totals, rows: pool.rows, rejected, segments, disproofs, evidence, parts };
}
