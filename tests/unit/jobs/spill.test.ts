import { describe, expect, it } from 'vitest';
import { GrowingSpill, MemorySpill, type Spill } from '$lib/jobs/query/spill';

const KIB = 1024;

function piece(first: number, length: number): Uint8Array<ArrayBuffer> {
	return Uint8Array.from({ length }, (_, i) => (first + i) % 251);
}

/** Appends pieces and waits, where it is told to, until the file is open. */
function filled(openFile: () => Promise<Spill>): { spill: GrowingSpill; sizeBytes: number } {
	const spill = new GrowingSpill(openFile);
	let sizeBytes = 0;
	while (sizeBytes <= GrowingSpill.SMALL_BYTES) {
		expect(spill.append(piece(sizeBytes, 100 * KIB))).toBe(true);
		sizeBytes += 100 * KIB;
	}
	return { spill, sizeBytes };
}

/** A file that is opened when the test says so. */
function openLater(): { promise: Promise<Spill>; resolve: (file: Spill) => void } {
	let resolve!: (file: Spill) => void;
	const promise = new Promise<Spill>((settle) => (resolve = settle));
	return { promise, resolve };
}

describe('the rows of a result', () => {
	it('QRY-10 stay in memory while they are few', async () => {
		const spill = new GrowingSpill(() => Promise.reject(new Error('no file is needed')));
		spill.append(piece(0, 10));
		spill.append(piece(10, 20));
		expect(spill.read(10, 20)).toEqual(piece(10, 20));
		expect(spill.sizeBytes).toBe(30);
		await spill.close();
	});

	it('QRY-10 move to a file when they are many, in order, also those that come meanwhile', async () => {
		const file = new MemorySpill();
		const gate = openLater();
		const { spill, sizeBytes } = filled(() => gate.promise);
		spill.append(piece(sizeBytes, 7));
		expect(file.sizeBytes).toBe(0);
		gate.resolve(file);
		await gate.promise;
		await Promise.resolve();
		spill.append(piece(sizeBytes + 7, 5));
		expect(file.sizeBytes).toBe(sizeBytes + 12);
		expect(spill.sizeBytes).toBe(sizeBytes + 12);
		expect(spill.read(sizeBytes + 7, 5)).toEqual(piece(sizeBytes + 7, 5));
		await spill.close();
	});

	it('QRY-10 stay in memory where no file can be had', async () => {
		const { spill, sizeBytes } = filled(() => Promise.reject(new Error('the disk is full')));
		await Promise.resolve();
		expect(spill.append(piece(0, 3))).toBe(true);
		expect(spill.read(sizeBytes, 3)).toEqual(piece(0, 3));
		await spill.close();
	});

	it('QRY-10 leave no file behind when they are forgotten while it is opened', async () => {
		let closed = 0;
		const file = new MemorySpill();
		const close = file.close.bind(file);
		file.close = () => {
			closed += 1;
			return close();
		};
		const gate = openLater();
		const { spill } = filled(() => gate.promise);
		const closing = spill.close();
		gate.resolve(file);
		await closing;
		expect(closed).toBe(1);
	});
});
