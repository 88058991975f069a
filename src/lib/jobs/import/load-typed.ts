import type { PackedInput } from '$lib/formats/archive/input';
import type { FormatId } from '$lib/formats';
import { tableReader } from '$lib/formats/readers';
import { sha256OfFile } from './hash';
import type { FileLoad, LoadedFile } from './load-file';
import { PartFile } from './part-file';
import { TableLoader } from './table-loader';

/** Loads a file whose values have types of their own. @throws AppError */
export async function loadTyped(
	format: Exclude<FormatId, 'delimited'>,
	input: PackedInput,
	{ request, options, staged, createPart, meter, deps }: FileLoad
): Promise<LoadedFile> {
	const hash = sha256OfFile(request.file, () => undefined);
	// reported where it is awaited
	hash.catch(() => undefined);
	meter.enter('reading');
	const loader = new TableLoader({
		signal: deps.signal,
		sourceName: staged.sourceName,
		openPart: async () => {
			const [engine, target] = await Promise.all([deps.engines(0), createPart(0)]);
			return PartFile.open(engine, target, 0);
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
	const reader = await tableReader(format);
	const { dialect, warnings } = await reader.read(input, options, loader);
	meter.bytesRead = request.file.size;
	meter.enter('writing');
	const { tables, bytes } = await loader.finish();
	return { dialect, tables, warnings, parts: { count: 1, bytes }, sha256: await hash };
}
