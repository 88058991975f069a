import { expect, test } from 'vitest';
import { FileHash } from '$lib/jobs/import/file-hash';

test('the hash of a file whose blocks are given one by one, and of one of which they are not', async () => {
	const bytes = Uint8Array.from({ length: 3_000_017 }, (_, i) => (i * 7 + (i >> 9)) % 256);
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	const expected = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
	const file = new File([bytes], 'a.ndjson');
	for (const given of [bytes.length, 1_000_000, 0]) {
		const hash = new FileHash(file, true);
		for (let at = 0; at < given; at += 100_000) {
			const block = bytes.slice(at, at + 100_000);
			await hash.take(block);
			expect(block.length).toBe(0);
		}
		// a second pass gives them again: they are not taken
		const again = bytes.slice(0, 10);
		if (given === bytes.length) await hash.take(again);
		expect(again.length).toBe(10);
		expect(await hash.digest()).toBe(expected);
	}
});
