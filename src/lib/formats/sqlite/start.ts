import { loadPackedAsset } from '$lib/protocol/packed-asset';
import packedInMemoryUrl from './assets/sql-wasm.bin?url';
import packedInPlaceUrl from './assets/sqlite3.bin?url';
import type { SqliteDatabase } from './database';
import type { SqliteHeader } from './header';
import { InMemoryDatabase } from './in-memory';
import { InPlaceDatabase } from './in-place';
import type { Sqlite } from './wasm';

type Start = (options: { wasmBinary: ArrayBuffer; print(): void; printErr(): void }) => Promise<Sqlite>;

let loading: Promise<Sqlite> | null = null;

/** A database to attach files of this encoding to; for workers. SQLite is loaded when it is first needed. */
export async function openSqlite(encoding: SqliteHeader['encoding']): Promise<SqliteDatabase> {
	if (encoding === 'UTF-8') return new InPlaceDatabase(await loadInPlace());
	const [{ default: init }, wasm] = await Promise.all([
		import('sql.js'),
		loadPackedAsset(packedInMemoryUrl, 'application/wasm')
	]);
	return new InMemoryDatabase(await init({ wasmBinary: await wasm.arrayBuffer() }), encoding);
}

function loadInPlace(): Promise<Sqlite> {
	loading ??= startInPlace();
	loading.catch(() => (loading = null));
	return loading;
}

async function startInPlace(): Promise<Sqlite> {
	const silence = () => undefined;
	// it would look for a private file system of its own, and for threads
	Object.assign(globalThis, {
		sqlite3ApiConfig: {
			disable: { vfs: { kvvfs: true, opfs: true, 'opfs-vfs': true, 'opfs-wl': true, 'opfs-sahpool': true } },
			warn: silence,
			log: silence
		}
	});
	const [{ default: init }, wasm] = await Promise.all([
		import('@sqlite.org/sqlite-wasm'),
		loadPackedAsset(packedInPlaceUrl, 'application/wasm')
	]);
	const wasmBinary = await wasm.arrayBuffer();
	return (init as unknown as Start)({ wasmBinary, print: silence, printErr: silence });
}
