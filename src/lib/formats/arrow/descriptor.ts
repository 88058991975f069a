import type { FormatDescriptor } from '../format';

const MAGICS = ['ARROW1', 'FEA1'];

/** Arrow IPC files (Feather version 2 is the same), Arrow IPC streams, and old Feather files. */
export const arrow = {
	id: 'arrow',
	label: 'Arrow, Feather',
	extensions: ['arrow', 'arrows', 'feather', 'ipc', 'fea'],
	mediaTypes: ['application/vnd.apache.arrow.file', 'application/vnd.apache.arrow.stream'],
	recognises: (head) => {
		const start = String.fromCharCode(...head.subarray(0, 6));
		return MAGICS.some((magic) => start.startsWith(magic)) || startsAsStream(head);
	}
} as const satisfies FormatDescriptor;

/** A stream begins with the mark of a message, whose content is a schema (https://arrow.apache.org/docs/format/Columnar.html). */
function startsAsStream(head: Uint8Array): boolean {
	if (head.length < 32 || head.subarray(0, 4).some((byte) => byte !== 0xff)) return false;
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const metadataBytes = view.getUint32(4, true);
	if (metadataBytes === 0 || metadataBytes % 8 !== 0) return false;
	const table = 8 + view.getUint32(8, true);
	if (table + 4 > head.length) return false;
	const vtable = table - view.getInt32(table, true);
	if (vtable < 8 || vtable + 8 > head.length) return false;
	const kindAt = table + view.getUint16(vtable + 6, true);
	return head[kindAt] === 1;
}
