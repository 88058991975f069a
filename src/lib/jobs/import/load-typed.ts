import type { PackedInput } from '$lib/formats/archive/input';
import type { FormatId } from '$lib/formats';
import { tableReader } from '$lib/formats/readers';
import { FileReading } from './file-reading';
import type { FileLoad, LoadedFile } from './load-file';
import { PartFile } from './part-file';
import { signWarnings } from './sign-warnings';
import { TableLoader } from './table-loader';

const LOG_LIMIT = '4MB';

/** Loads a file whose values have types of their own. @throws AppError */
export async function loadTyped(
	format: Exclude<FormatId, 'delimited'>,
	input: PackedInput,
	{ request, options, staged, createPart, meter, deps }: FileLoad
): Promise<LoadedFile> {
	const reader = await tableReader(format);
	const reading = new FileReading(input, reader.isSequential === true);
	meter.enter('reading');
	const loader = new TableLoader({
		signal: deps.signal,
		sourceName: staged.sourceName,
		openPart: async () => {
			const [engine, target] = await Promise.all([deps.engines(0), createPart(0)]);
			const part = await PartFile.open(engine, target, 0);
			// a large batch goes into the file at once, not by way of its log
			await engine.run(`SET wal_autocheckpoint = '${LOG_LIMIT}'`);
			return part;
		},
		discardParts: () => {
			meter.pass += 1;
			meter.rows = 0;
			return deps.library.discardParts(request.importId);
		},
		onBytes: (bytesRead) => {
			meter.bytesRead = bytesRead;
			meter.tick();
		},
		onRows: (rows) => {
			meter.rows = rows;
			meter.tick();
		}
	});
	loader.begin();
	try {
		const { dialect, warnings } = await reader.read(reading.input, options, loader);
		meter.bytesRead = request.file.size;
		meter.enter('writing');
		const { tables, bytes, changedSigns } = await loader.finish();
		const told = [...warnings, ...signWarnings(changedSigns)];
		return { dialect, tables, warnings: told, parts: { count: 1, bytes }, sha256: await reading.digest() };
	} finally {
		reading.close();
	}
}
