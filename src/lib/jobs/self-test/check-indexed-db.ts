import { passed, type CheckOutcome } from '$lib/domain/self-test/check';

const STORE = 'probe';

/** Makes a database of its own, stores and reads a value, and removes the database. */
export async function checkIndexedDb(): Promise<CheckOutcome> {
	const name = `varve-self-test-${crypto.randomUUID()}`;
	const opening = indexedDB.open(name, 1);
	opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE));
	const database = await settled(opening);
	try {
		const written = { text: name, count: 1n };
		await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).put(written, 'key'));
		const read: unknown = await settled(database.transaction(STORE).objectStore(STORE).get('key'));
		const { text } = (read ?? {}) as Partial<typeof written>;
		if (text !== name) throw new Error('a value read back differs from what was stored');
	} finally {
		database.close();
		indexedDB.deleteDatabase(name);
	}
	return passed();
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.addEventListener('success', () => resolve(request.result));
		request.addEventListener('error', () => reject(request.error ?? new Error('the request failed')));
	});
}
