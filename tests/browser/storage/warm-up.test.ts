import { expect, test } from 'vitest';
import { LibraryClient } from '$lib/client/library-client';

test('a library that was made ready for its first commit has nothing in it', async () => {
	const library = new LibraryClient(`test-warm-up-${crypto.randomUUID()}`);
	const { usedBytes } = await library.open();
	await library.prepare();
	expect(await library.sources()).toEqual([]);
	expect((await library.storage()).usedBytes).toBe(usedBytes);
	library.close();
});
