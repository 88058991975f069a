import type { ParquetFile } from 'parquet-wasm/esm';
import { AppError } from '$lib/domain/errors';
import { readIpcStream } from '$lib/domain/rows/arrow/ipc';
import type { ArrowField } from '$lib/domain/rows/arrow/schema';
import { microsecondHint } from './arrow-hint';
import { withFaults } from './module-fault';
import { FILE, readFooter, type ParquetFooter } from './footer';
import { prepareSchema, type ParquetColumn } from './schema';
import { THRIFT, writeThrift, type ThriftStruct } from './thrift';
import { loadParquetWasm } from './wasm';

/** More than this in one row group can't be unpacked here, if the reader stops at it. */
const LARGE_GROUP_BYTES = 1 << 30;

export interface OpenParquet {
	footer: ParquetFooter;
	columns: ParquetColumn[];
	/** As the columns arrive. */
	fields: ArrowField[];
	reader: ParquetFile;
}

/** Reads the footer; of the data nothing. @throws AppError `file/damaged`, `file/encrypted`, `file/no-table` */
export async function openParquet(file: File): Promise<OpenParquet> {
	// starts while the footer is read
	loadParquetWasm().catch(() => undefined);
	const footer = await readFooter(file);
	return guarded(file, footer, async () => {
		const columns = prepareSchema(footer);
		if (columns.length === 0) {
			throw new AppError('file/no-table', `${file.name} has no columns.`, { file: file.name });
		}
		let reader = await openWith(file, footer);
		if (columns.some(({ hasInt96 }) => hasInt96)) {
			const hint = microsecondHint(reader.schema().intoIPCStream(), columns);
			footer.tree.set(FILE.keyValues, {
				type: THRIFT.list,
				value: { elementType: THRIFT.struct, items: [keyValue('ARROW:schema', hint)] }
			});
			reader.free();
			reader = await openWith(file, footer);
		}
		const { fields } = readIpcStream(reader.schema().intoIPCStream());
		return { footer, columns, fields, reader };
	});
}

/**
 * Runs `task`; what goes wrong in it is told as damage of the file. After a fault of the reader's module (fact
 * `crashed`) its worker must be replaced.
 */
export async function guarded<T>(file: File, footer: ParquetFooter, task: () => Promise<T>): Promise<T> {
	try {
		return await withFaults(task);
	} catch (cause) {
		if (cause instanceof AppError) throw cause;
		const isCrash = cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;
		const crashed = cause instanceof WebAssembly.RuntimeError;
		const facts = { file: file.name, ...(crashed ? { crashed } : {}) };
		if (isCrash && footer.rowGroups.some(({ sizeBytes }) => sizeBytes > LARGE_GROUP_BYTES)) {
			const sentence = `A row group of ${file.name} unpacks to more than a browser tab can hold.`;
			throw new AppError('file/too-large', sentence, facts, { cause });
		}
		const detail = cause instanceof Error ? cause.message : String(cause);
		const words = detail.replace(/^(Parquet error|Arrow|External): /, '').replace(/\.$/, '');
		const why = crashed ? 'its data can’t be decoded.' : `its data can’t be read (${words}).`;
		throw new AppError('file/damaged', why, facts, { cause });
	}
}

/** The file with another footer; its data is not copied. */
async function openWith(file: File, footer: ParquetFooter): Promise<ParquetFile> {
	const parquet = await loadParquetWasm();
	const written = writeThrift(footer.tree);
	const tail = new Uint8Array(8);
	new DataView(tail.buffer).setUint32(0, written.length, true);
	tail.set(new TextEncoder().encode('PAR1'), 4);
	return parquet.ParquetFile.fromFile(new Blob([file.slice(0, footer.start), written, tail]));
}

function keyValue(key: string, value: string): ThriftStruct {
	const text = new TextEncoder();
	return new Map([
		[1, { type: THRIFT.binary, value: text.encode(key) }],
		[2, { type: THRIFT.binary, value: text.encode(value) }]
	]);
}
