import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSha256, sha256OfFile } from '$lib/jobs/import/hash';
import { HashThread } from '$lib/jobs/import/hash-thread';

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

	it('is that of its bytes in a thread of its own, told after the last of them', async () => {
		vi.stubGlobal('isSecureContext', isSecureContext);
		const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 13) % 251);
		const thread = new HashThread();
		const answers = [thread.take({ sizeBytes: bytes.length })];
		for (let at = 0; at < bytes.length; at += 10_000) {
			answers.push(thread.take({ bytes: bytes.slice(at, at + 10_000) }));
		}
		const expected = createHash('sha256').update(bytes).digest('hex');
		expect(await Promise.all(answers)).toEqual([...Array<null>(answers.length - 1).fill(null), expected]);
	});

	it('is right for an empty file', async () => {
		vi.stubGlobal('isSecureContext', isSecureContext);
		const expected = createHash('sha256').digest('hex');
		expect(await sha256OfFile(new File([], 'empty'), () => undefined)).toBe(expected);
	});
});
