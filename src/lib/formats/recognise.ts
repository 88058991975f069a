import { AppError } from '$lib/domain/errors';
import type { ImportOptions } from '$lib/protocol/import-api';
import { openInput, type PackedInput } from './archive/input';
import type { FormatDescriptor } from './format';
import { formats, type FormatId } from './index';

const HEAD_BYTES = 64 << 10;

/** The input of a file and the format it will be read as. */
export interface RecognisedFile {
	input: PackedInput;
	format: FormatId;
}

/**
 * Opens a file and finds its format: what the user says, else the content, and the name only where the content
 * leaves a choice (SPEC FMT-1).
 * @throws AppError `import/option`, `file/unknown-format`, and as `openInput`
 */
export async function openFile(file: File, options: ImportOptions): Promise<RecognisedFile> {
	const input = await openInput(file, options.member);
	if (options.format !== undefined) return { input, format: knownFormat(options.format) };
	const head = await input.head(HEAD_BYTES);
	const format =
		formats.find(({ id }) => id === (input.document as string | null))?.id ??
		recognise(head, input.memberName);
	// an empty file, and one of no known format: delimited text has the sentence for it
	return { input, format: format ?? 'delimited' };
}

/**
 * The format of a file by its content first; the name decides only between formats that both could be. Any text could
 * be delimited: that is asked last.
 */
export function recognise(head: Uint8Array, fileName: string): FormatId | null {
	const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
	const possible = formats.filter((format: FormatDescriptor) => format.recognises(head, extension));
	const certain = possible.filter(({ id }) => id !== 'delimited');
	const named = certain.find(({ extensions }) => (extensions as readonly string[]).includes(extension));
	return (named ?? possible[0])?.id ?? null;
}

function knownFormat(id: string): FormatId {
	const format = formats.find((known) => known.id === id);
	if (format) return format.id;
	const known = formats.map((one) => one.id).join(', ');
	throw new AppError('import/option', `There is no format “${id}”. Known: ${known}.`, {
		option: 'format',
		value: id
	});
}
