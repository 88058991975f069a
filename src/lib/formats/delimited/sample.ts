import { AppError } from '$lib/domain/errors';
import type { PackedInput } from '../archive/input';
import type { ByteWindow } from './encoding';

const HEAD_BYTES = 512 << 10;
const WINDOW_BYTES = 64 << 10;
/** A first record longer than this is not waited for. */
const MAX_HEAD_BYTES = 8 << 20;

/** What is read of a file before its import. */
export interface Sample {
	/** The first window is the head; the others lie in the middle and at the end. */
	windows: [ByteWindow, ...ByteWindow[]];
	/** The head is the whole file. */
	whole: boolean;
	/** Unpacked size, or null where it is not known. */
	sizeBytes: number | null;
	fileName: string;
}

/** Reads the head, and of an unpacked file also three short windows: some 700 KB whatever the size. */
export async function readSample(input: PackedInput, headBytes = HEAD_BYTES): Promise<Sample> {
	const bytes = await input.head(headBytes);
	const whole = bytes.length < headBytes || bytes.length === input.sizeBytes;
	const head = { bytes, cutStart: false, cutEnd: !whole };
	const others = whole || input.packed !== 'none' ? [] : await readWindows(input.file, headBytes);
	const sizeBytes = whole ? bytes.length : input.sizeBytes;
	return { windows: [head, ...others], whole, sizeBytes, fileName: input.memberName };
}

/** The next size to try where the head held no whole record, or null. */
export function largerHead(sample: Sample): number | null {
	const next = sample.windows[0].bytes.length * 4;
	return sample.whole || next > MAX_HEAD_BYTES ? null : next;
}

async function readWindows(file: File, headBytes: number): Promise<ByteWindow[]> {
	const last = file.size - WINDOW_BYTES;
	const starts = [file.size / 3, (file.size * 2) / 3, last]
		// UTF-16 takes two bytes a unit
		.map((start) => Math.floor(start / 2) * 2)
		.filter((start, i, all) => start >= headBytes && start <= last + 1 && start !== all[i - 1]);
	return Promise.all(
		starts.map(async (start) => ({
			bytes: await readWindow(file, start),
			cutStart: true,
			cutEnd: start + WINDOW_BYTES < file.size
		}))
	);
}

async function readWindow(file: File, start: number): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await file.slice(start, start + WINDOW_BYTES).arrayBuffer());
	} catch (cause) {
		const message = `${file.name} can't be read: it may have been moved, changed or deleted.`;
		throw new AppError('file/unreadable', message, { file: file.name }, { cause });
	}
}
