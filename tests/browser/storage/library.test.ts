import { afterEach, expect, test } from 'vitest';
import { LibraryClient } from '$lib/client/library-client';
import { draftOf } from './draft';

const clients: LibraryClient[] = [];

function openTab(namespace: string): LibraryClient {
	const client = new LibraryClient(namespace);
	clients.push(client);
	return client;
}

afterEach(() => {
	for (const client of clients.splice(0)) client.close();
});

async function importInto(library: LibraryClient, sourceId: string | null, newName = 'orders') {
	const importId = crypto.randomUUID();
	await library.beginImport({ importId, sourceId, newName, kind: 'file' });
	await library.createPart(importId, 0);
	return library.commitImport(importId, draftOf(importId));
}

test('an import becomes a version that every later start finds [STO-4]', async () => {
	const namespace = `test-${crypto.randomUUID()}`;
	const first = openTab(namespace);
	expect((await first.open()).mode).toBe('opfs');
	const receipt = await importInto(first, null);
	expect(receipt).toMatchObject({ version: 1, sourceName: 'orders', status: 'committed' });
	first.close();
	const second = openTab(namespace);
	expect(await second.sources()).toMatchObject([{ name: 'orders', versions: 1, status: 'ready', rows: 3 }]);
	const [table] = await second.resolve(['ORDERS', 'nothing']);
	expect(table).toMatchObject({ name: 'ORDERS', version: 1, view: 'rows' });
	expect(table?.parts[0]?.file.size).toBe(12_288);
});
