import { bomOf } from './delimited/encoding';
import { knownBinary, looksBinary } from './delimited/binary';
import { delimited } from './delimited/descriptor';
import type { FormatDescriptor } from './format';

/** A format and how its content is recognised. */
interface RecognisedFormat {
	descriptor: FormatDescriptor;
	/** Whether a file that starts with `head` can be of this format, by its content. */
	recognises(head: Uint8Array): boolean;
}

/** In the order in which they are asked: those with a magic number first, delimited text, which takes any text, last. */
const FORMATS: readonly RecognisedFormat[] = [
	{
		descriptor: delimited,
		recognises: (head) =>
			head.length > 0 &&
			knownBinary(head) === null &&
			(bomOf(head) !== null || !looksBinary(evenBytes(head), true))
	}
];

/** Every format, in the order of recognition. */
export const formats: readonly FormatDescriptor[] = FORMATS.map(({ descriptor }) => descriptor);

/** The format of a file by its content first; the name decides only between formats that both could be. */
export function recognise(head: Uint8Array, fileName: string): FormatDescriptor | null {
	const possible = FORMATS.filter((format) => format.recognises(head)).map(({ descriptor }) => descriptor);
	const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
	return possible.find(({ extensions }) => extensions.includes(extension)) ?? possible[0] ?? null;
}

/** UTF-16 without a byte-order mark: one half of the bytes is text, the other mostly zero. */
function evenBytes(head: Uint8Array): Uint8Array {
	const zeros = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
	return zeros * 10 > head.length ? head.filter((byte) => byte !== 0) : head;
}
