import { afterEach, describe, expect, test, vi } from 'vitest';
import { BLOCK_BYTES } from '$lib/formats/archive/blocks';
import { openInput, type PackedInput } from '$lib/formats/archive/input';
import { FileReading } from '$lib/jobs/import/file-reading';

afterEach(() => vi.unstubAllGlobals());

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** All bytes as they come, some blocks given away; `stopAfter` blocks are enough. */
async function read(
	input: PackedInput,
	stopAfter = Number.POSITIVE_INFINITY
): Promise<Uint8Array<ArrayBuffer>> {
	const blocks: Uint8Array<ArrayBuffer>[] = [];
	for await (const block of input.blocks()) {
		blocks.push(block.slice());
		if (blocks.length % 3 === 0) structuredClone(block, { transfer: [block.buffer] });
		if (blocks.length >= stopAfter) break;
	}
	return new Uint8Array(await new Blob(blocks).arrayBuffer());
}

describe.each([0, 1, BLOCK_BYTES, 5 * BLOCK_BYTES + 17])('a file of %i bytes', (size) => {
	const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 9)) % 256);
	const file = new File([bytes], 'a.ndjson');

	test('is read from the first byte to the last, as often as is wanted, and hashed', async () => {
		const reading = new FileReading(await openInput(file), true);
		for (let pass = 0; pass < 2; pass++) {
			expect(await sha256(await read(reading.input))).toBe(await sha256(bytes));
			expect(reading.input.packedBytesRead()).toBe(size);
		}
		expect(await reading.digest()).toBe(await sha256(bytes));
		reading.close();
	});

	test('has its hash where its reader takes no blocks, or not all', async () => {
		for (const isSequential of [true, false]) {
			const reading = new FileReading(await openInput(file), isSequential);
			expect(await reading.digest()).toBe(await sha256(bytes));
			reading.close();
		}
		const reading = new FileReading(await openInput(file), true);
		await read(reading.input, 1);
		expect(await reading.digest()).toBe(await sha256(bytes));
		expect(await sha256(await read(reading.input))).toBe(await sha256(bytes));
		reading.close();
	});

	test.each(['at once', 'after two blocks'])('is read where the thread fails %s', async (when) => {
		const Started = Worker;
		vi.stubGlobal(
			'Worker',
			class extends Started {
				constructor(url: string | URL, options?: WorkerOptions) {
					super(when === 'at once' ? 'data:text/javascript,throw new Error()' : url, options);
					let left = 3;
					// heard before the reading's own listener
					this.addEventListener('message', (event) => {
						if (--left > 0) return;
						event.stopImmediatePropagation();
						if (left === 0) this.dispatchEvent(new ErrorEvent('error', { cancelable: true }));
					});
				}
			}
		);
		const reading = new FileReading(await openInput(file), true);
		expect(await sha256(await read(reading.input))).toBe(await sha256(bytes));
		expect(await reading.digest()).toBe(await sha256(bytes));
		reading.close();
	});
});
