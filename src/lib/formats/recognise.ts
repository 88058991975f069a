import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { openInput, type PackedInput } from './archive/input';
import type { FormatDescriptor } from './format';
import { formats, type FormatId } from './index';

const HEAD_BYTES = 64 << 10;
/** As many files of a zip as are named where others were left out. */
const MAX_LEFT_OUT = 5;

/** The input of a file and the format it will be read as. */
export interface RecognisedFile {
	input: PackedInput;
	format: FormatId;
	/** Where name and content do not agree. */
	warnings: ReceiptWarning[];
}

/**
 * Opens a file and finds its format: what the user says, else the content, and the name only where the content
 * leaves a choice (SPEC FMT-1).
 * @throws AppError `import/option`, `file/unknown-format`, and as `openInput`
 */
export async function openFile(
	file: File,
	options: ImportOptions,
	companion: File | null = null
): Promise<RecognisedFile> {
	const input = { ...(await openInput(file, options.member)), companion };
	const told = leftOutWarnings(file, input);
	if (options.format !== undefined) return { input, format: knownFormat(options.format), warnings: told };
	const head = await input.head(HEAD_BYTES);
	const format =
		formats.find(({ id }) => id === (input.document as string | null))?.id ??
		recognise(head, input.memberName);
	// an empty file, and one of no known format: delimited text has the sentence for it
	const found = format ?? 'delimited';
	return { input, format: found, warnings: [...told, ...nameWarnings(found, head, input)] };
}

/** Files of a zip that nobody was asked about are told (SPEC ARC-3). */
function leftOutWarnings(file: File, { leftOut }: PackedInput): ReceiptWarning[] {
	if (leftOut.length === 0) return [];
	const shown = leftOut.slice(0, MAX_LEFT_OUT).map((path) => `“${path}”`);
	const more = leftOut.length > MAX_LEFT_OUT ? ` and ${leftOut.length - MAX_LEFT_OUT} more` : '';
	const message = `Other files in ${file.name} were left out, as they are not named like tables: ${shown.join(', ')}${more}.`;
	return [{ code: 'left-out-members', message }];
}

/**
 * A name that promises another format is told. Text that is no table either is then refused.
 * @throws AppError `file/unknown-format`
 */
function nameWarnings(format: FormatId, head: Uint8Array, { memberName }: PackedInput): ReceiptWarning[] {
	const extension = extensionOf(memberName);
	const promises = ({ extensions }: (typeof formats)[number]) =>
		(extensions as readonly string[]).includes(extension);
	const promised = formats.find(promises);
	const found = formats.find(({ id }) => id === format);
	if (!promised || !found || promises(found)) return [];
	const message = `The name ${memberName} promises ${promised.label}, but by its content the file is ${found.label}; it was read as that.`;
	const isBinary = ['sqlite', 'duckdb', 'parquet', 'arrow'].includes(promised.id);
	if (format === 'delimited' && isBinary && head.length > 0 && !looksLikeTable(head)) {
		const sentence = `${memberName} is no ${promised.label} file, whatever its name says, and no table of text.`;
		throw new AppError('file/unknown-format', sentence, { file: memberName });
	}
	return [{ code: 'wrong-extension', message }];
}

/** Whether a text's first line has something that could part it into fields. */
function looksLikeTable(head: Uint8Array): boolean {
	const [line = ''] = new TextDecoder()
		.decode(head.subarray(0, 4096))
		.trimStart()
		.split(/[\r\n]/, 1);
	return /[,;\t|]/.test(line);
}

function extensionOf(fileName: string): string {
	return /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/**
 * The format of a file by its content first; the name decides only between formats that both could be. Any text could
 * be delimited: that is asked last.
 */
export function recognise(head: Uint8Array, fileName: string): FormatId | null {
	const extension = extensionOf(fileName);
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
