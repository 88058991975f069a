import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wrap } from 'comlink';
import { LibraryClient } from '$lib/client/library-client';
import { WorkerHandle } from '$lib/client/worker-handle';
import type { LibraryApi, LibraryEvent } from '$lib/protocol/library-api';
import { draftOf } from '../../support/version-draft';
import type { Fault } from '../../unit/storage/failing-disk';
import type { FaultyLibrary } from './faulty-library.worker';
import { listOpfs, replaceInOpfs } from './opfs';

const tabs: { close(): void }[] = [];
let namespace: string;

beforeEach(() => void (namespace = `test-${crypto.randomUUID()}`));

/** A library's worker of its own is what a tab is to the data. */
function openTab(): LibraryClient {
	const tab = new LibraryClient(namespace);
	tabs.push(tab);
	return tab;
}

afterEach(async () => {
	for (const tab of tabs.splice(0)) tab.close();
	const root = await navigator.storage.getDirectory();
	await root.removeEntry(namespace, { recursive: true }).catch(() => undefined);
});

type Importing = Pick<LibraryApi, 'beginImport' | 'createPart' | 'commitImport'>;

async function importInto(library: Importing, sourceId: string | null, newName = 'orders') {
	const importId = crypto.randomUUID();
	await library.beginImport({ importId, sourceId, newName, kind: 'file' });
	await library.createPart(importId, 0);
	return library.commitImport(importId, draftOf(importId));
}

function nextEvent(library: LibraryClient, kind: LibraryEvent['kind']): Promise<LibraryEvent> {
	return new Promise((resolve) => {
		void library.subscribe((event) => {
			if (event.kind === kind) resolve(event);
		});
	});
}

const files = async () => [...(await listOpfs(namespace)).keys()];

describe('the library in its worker', () => {
	test('an import becomes a version that every later start finds [STO-4]', async () => {
		const first = openTab();
		expect(await first.open()).toMatchObject({ mode: 'opfs', reason: null });
		const receipt = await importInto(first, null);
		expect(receipt).toMatchObject({ version: 1, sourceName: 'orders', status: 'committed' });
		first.close();
		const second = openTab();
		expect(await second.sources()).toMatchObject([{ name: 'orders', versions: 1, status: 'ready', rows: 3 }]);
		const [table] = await second.resolve(['ORDERS', 'nothing']);
		expect(table).toMatchObject({ name: 'ORDERS', version: 1, view: 'rows' });
		expect(table?.parts[0]?.file.size).toBe(12_288);
		expect((await second.storage()).usedBytes).toBeGreaterThan(12_288);
	});

	test('parts are handed out as files to write to, with an empty log', async () => {
		const tab = openTab();
		await tab.beginImport({ importId: 'a', sourceId: null, newName: 'x', kind: 'file' });
		const { fileName, handles } = await tab.createPart('a', 3);
		expect(fileName).toBe('v1-a-p3.duckdb');
		expect((await handles?.database.getFile())?.size).toBe(12_288);
		expect((await handles?.wal.getFile())?.size).toBe(0);
		await tab.discardParts('a');
		expect((await files()).filter((name) => name.includes('duckdb'))).toEqual([]);
		await tab.abortImport('a');
		expect(await files()).toEqual([]);
	});

	test('other workers reach it through a port, errors whole', async () => {
		const tab = openTab();
		const { sourceId } = await importInto(tab, null);
		const port = tab.openPort();
		const api = wrap<LibraryApi>(port);
		expect((await api.resolve(['orders']))[0]?.sourceId).toBe(sourceId);
		await expect(api.versions('nobody')).rejects.toMatchObject({
			name: 'AppError',
			code: 'source/unknown',
			facts: { source: 'nobody' }
		});
		port.close();
	});

	test('calls to a closed library reject instead of waiting for ever', async () => {
		const tab = openTab();
		await tab.open();
		const { sourceId } = await importInto(tab, null);
		await tab.beginImport({ importId: 'a', sourceId, newName: '', kind: 'file' });
		const waiting = tab.beginImport({ importId: 'b', sourceId, newName: '', kind: 'file' });
		tab.close();
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
		await expect(tab.sources()).rejects.toMatchObject({ code: 'cancelled' });
	});
});

describe('two tabs [STO-10]', () => {
	test('each sees what the other commits, renames and removes', async () => {
		const [here, there] = [openTab(), openTab()];
		await Promise.all([here.open(), there.open()]);
		let told = nextEvent(there, 'source-changed');
		const { sourceId } = await importInto(here, null);
		expect(await told).toEqual({ kind: 'source-changed', sourceId });
		expect(await there.sources()).toMatchObject([{ id: sourceId, versions: 1 }]);
		told = nextEvent(here, 'source-changed');
		await there.renameSource(sourceId, 'sales');
		await told;
		expect(await here.resolve(['sales'])).toHaveLength(1);
		told = nextEvent(there, 'source-removed');
		await here.removeSource(sourceId);
		await told;
		expect(await there.sources()).toEqual([]);
		expect(await files()).toEqual([]);
	});

	test('the second writer waits, reading goes on; a tab that dies lets the next one write [STO-5]', async () => {
		const [here, there] = [openTab(), openTab()];
		const { sourceId } = await importInto(here, null);
		await there.open();
		await here.beginImport({ importId: 'first', sourceId, newName: '', kind: 'file' });
		await here.createPart('first', 0);
		const second = importInto(there, sourceId);
		expect(await there.sources()).toMatchObject([{ status: 'importing', versions: 1 }]);
		expect(await there.resolve(['orders'])).toHaveLength(1);
		here.close();
		expect(await second).toMatchObject({ version: 2 });
		expect((await files()).filter((name) => name.includes('first'))).toEqual([]);
	});

	test('two new sources of one name at once get two names', async () => {
		const receipts = await Promise.all([openTab(), openTab(), openTab()].map((tab) => importInto(tab, null)));
		expect(receipts.map((receipt) => receipt.sourceName).sort()).toEqual(['orders', 'orders 2', 'orders 3']);
	});

	test('a version removed in another tab is not found any more, and no call fails', async () => {
		const [here, there] = [openTab(), openTab()];
		const { sourceId } = await importInto(here, null);
		await importInto(here, sourceId);
		const [held] = await there.resolve(['orders@1']);
		await here.removeVersion(sourceId, 1);
		expect(await there.resolve(['orders@1'])).toEqual([]);
		await expect(held?.parts[0]?.file.arrayBuffer()).rejects.toBeInstanceOf(DOMException);
	});
});

describe('after the death of a tab', () => {
	test('in the middle of imports: committed versions are whole, the rest is gone [STO-5]', async () => {
		const first = openTab();
		const { sourceId } = await importInto(first, null);
		await first.beginImport({ importId: 'a', sourceId, newName: '', kind: 'file' });
		await first.createPart('a', 0);
		await first.beginImport({ importId: 'b', sourceId: null, newName: 'fresh', kind: 'file' });
		await first.createPart('b', 0);
		first.close();
		const second = openTab();
		// The dying tab may still hold its locks: then its leftovers go when it has let go of them.
		await importInto(second, sourceId);
		await expect.poll(files).toHaveLength(3);
		expect(await second.sources()).toMatchObject([{ name: 'orders', versions: 2, status: 'ready' }]);
	});

	test('with a damaged source, the others work, and it can be removed [STO-6]', async () => {
		const first = openTab();
		const broken = await importInto(first, null, 'broken');
		const cut = await importInto(first, null, 'cut');
		await importInto(first, null, 'whole');
		first.close();
		for (const path of await files()) {
			const at = [namespace, ...path.split('/')];
			if (path.includes(broken.sourceId) && path.endsWith('.sqlite'))
				await replaceInOpfs(at, new TextEncoder().encode('garbage'));
			if (path.includes(cut.sourceId) && path.endsWith('.duckdb'))
				await replaceInOpfs(at, new Uint8Array(100));
		}
		const second = openTab();
		expect(await second.sources()).toMatchObject([
			{ name: 'broken', status: 'damaged' },
			{ name: 'cut', status: 'damaged' },
			{ name: 'whole', status: 'ready' }
		]);
		expect((await second.resolve(['broken', 'cut', 'whole'])).map((table) => table.name)).toEqual(['whole']);
		await second.removeSource(broken.sourceId);
		await second.removeSource(cut.sourceId);
		expect(await files()).toHaveLength(2);
	});

	test('with the list in IndexedDB lost, names come from the catalogues [STO-13]', async () => {
		const first = openTab();
		await importInto(first, null, 'Größen');
		first.close();
		await new Promise((resolve) => {
			indexedDB.deleteDatabase(namespace).onsuccess = resolve;
		});
		expect(await openTab().sources()).toMatchObject([{ name: 'Größen', status: 'ready' }]);
	});
});

describe('a change of the disk that fails [STO-4, STO-9]', () => {
	async function openFaulty(fault: Fault): Promise<WorkerHandle<FaultyLibrary>> {
		const worker = new Worker(new URL('./faulty-library.worker.ts', import.meta.url), { type: 'module' });
		const handle = new WorkerHandle<FaultyLibrary>(worker, 'library');
		tabs.push({ close: () => handle.terminate() });
		await handle.call((api) => api.arrange(namespace, fault));
		return handle;
	}

	const importing = (worker: WorkerHandle<FaultyLibrary>): Importing => ({
		beginImport: (request) => worker.call((api) => api.beginImport(request)),
		createPart: (importId, part) => worker.call((api) => api.createPart(importId, part)),
		commitImport: (importId, draft) => worker.call((api) => api.commitImport(importId, draft))
	});

	test.each(['once', 'dead'] as const)('%s, at every place of an import into OPFS', async (kind) => {
		const { sourceId } = await importInto(openTab(), null);
		let versions = 1;
		for (let at = 1; ; at++) {
			const faulty = await openFaulty({ at, kind, done: at % 2 === 0 ? 0.5 : 0 });
			const isDone = await importInto(importing(faulty), sourceId).then(
				() => true,
				() => false
			);
			const changes = await faulty.call((api) => api.changes());
			faulty.terminate();
			const next = openTab();
			const found = (await next.versions(sourceId)).length;
			expect(found === versions || found === versions + 1).toBe(true);
			if (isDone) expect(found).toBe(versions + 1);
			versions = found;
			await expect.poll(files).toHaveLength(versions + 1);
			expect((await next.sources())[0]?.status).toBe('ready');
			next.close();
			if (changes < at) break;
		}
	});
});
