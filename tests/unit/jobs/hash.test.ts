import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSha256, sha256OfFile } from '$lib/jobs/import/hash';
import { ReadingThread, type ReadingAnswer } from '$lib/jobs/import/reading-thread';
import { BLOCK_BYTES, type Block } from '$lib/formats/archive/blocks';

afterEach(() => vi.unstubAllGlobals());

describe.each([true, false])('SHA-256 of a file (secure context: %s)', (isSecureContext) => {
	it('is that of its bytes, however they are cut', async () => {
		vi.stubGlobal('isSecureContext', isSecureContext);
		const bytes = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7 + (i >> 8)) % 256);
		const expected = createHash('sha256').update(bytes).digest('hex');
		expect(await sha256OfFile(new File([bytes], 'a.bin'), () => undefined)).toBe(expected);
		const hash = await openSha256(bytes.length);
		for (let at = 0; at < bytes.length; at += 999) hash.update(bytes.subarray(at, at + 999));
		expect(await hash.digest()).toBe(expected);
	});

	it('is that of its bytes in a thread of its own, which reads no further than it is let', async () => {
		vi.stubGlobal('isSecureContext', isSecureContext);
		const bytes = Uint8Array.from({ length: 4 * BLOCK_BYTES + 5 }, (_, i) => (i >> 10) % 251);
		const blocks: Block[] = [];
		let digest: ReadingAnswer = null;
		const thread = new ReadingThread((answer) => {
			if (answer instanceof Uint8Array) blocks.push(answer);
			else digest = answer;
		});
		thread.take({ file: new File([bytes], 'a.bin'), ahead: 2, isHashed: true });
		const text = createHash('sha256');
		for (let taken = 0; taken < 5; taken++) {
			await vi.waitFor(() => expect(blocks.length).toBe(Math.min(taken + 2, 5)), { timeout: 30_000 });
			text.update(blocks[taken] as Block);
			thread.take({ taken: taken === 1 ? null : (blocks[taken] as Block).buffer });
		}
		const expected = createHash('sha256').update(bytes).digest('hex');
		expect(text.digest('hex')).toBe(expected);
		await vi.waitFor(() => expect(digest).toBe(expected), { timeout: 30_000 });
	});

	it('is told not to come where the file is gone', async () => {
		const answers: ReadingAnswer[] = [];
		const thread = new ReadingThread((answer) => answers.push(answer));
		const file = new File(['abc'], 'a.bin');
		file.stream = () =>
			new ReadableStream({
				type: 'bytes',
				pull: () => Promise.reject(new DOMException('gone', 'NotReadableError'))
			});
		thread.take({ file, ahead: 2, isHashed: true });
		await vi.waitFor(() => expect(answers).toEqual([null]));
	});

	it('is right for an empty file', async () => {
		vi.stubGlobal('isSecureContext', isSecureContext);
		const expected = createHash('sha256').digest('hex');
		expect(await sha256OfFile(new File([], 'empty'), () => undefined)).toBe(expected);
	});
});
