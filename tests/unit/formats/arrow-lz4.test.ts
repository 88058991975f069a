import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackLz4Frame } from '$lib/formats/arrow/lz4';

/** A frame whose blocks are `blocks`, packed as they are. */
function frame(blocks: Uint8Array[], isStored: boolean): Uint8Array {
	const pieces: number[] = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x70, 0];
	for (const block of blocks) {
		const header = block.length | (isStored ? 0x8000_0000 : 0);
		pieces.push(header & 255, (header >> 8) & 255, (header >> 16) & 255, (header >>> 24) & 255, ...block);
	}
	return Uint8Array.from([...pieces, 0, 0, 0, 0]);
}

describe('LZ4 frames', () => {
	it('ARW-1 unpacks literals and overlapping matches, over several blocks', () => {
		// “ab”, then a match of 8 from 2 back; then “c”, and a last block that reaches into the one before
		const first = Uint8Array.of(0x24, 0x61, 0x62, 2, 0, 0x10, 0x63);
		const second = Uint8Array.of(0x00, 11, 0, 0x10, 0x64);
		const text = new TextDecoder().decode(unpackLz4Frame(frame([first, second], false), 16));
		expect(text).toBe('ababababab' + 'c' + 'abab' + 'd');
	});

	it('takes blocks that are stored as they are', () => {
		const bytes = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
		expect(unpackLz4Frame(frame([bytes], true), 300)).toEqual(bytes);
	});

	it('ARW-3 whatever comes, it ends: with as many bytes as asked for, or a RangeError', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(400), (block, size) => {
				let outcome: unknown;
				try {
					outcome = unpackLz4Frame(frame([block], false), size).length;
				} catch (error) {
					outcome = error instanceof RangeError ? size : error;
				}
				expect(outcome).toBe(size);
			}),
			{ numRuns: 500 }
		);
	});
});
