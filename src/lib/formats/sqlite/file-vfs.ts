import type { ByteReader } from './byte-reader';
import type { Pointer, Sqlite } from './wasm';

const NAME = 'varve-files';
const SECTOR_BYTES = 4096;
const OK = 0;
const READONLY = 8;
const IOERR_READ = 266;
const IOERR_SHORT_READ = 522;
const NOTFOUND = 12;
const CANTOPEN = 14;
const OPEN_READONLY = 1;
const IMMUTABLE = 0x2000;

const installed = new WeakMap<Sqlite, Map<string, ByteReader>>();

/**
 * The files that SQLite sees, by name; read-only and never changed, so that there is nothing to lock, and a file in
 * write-ahead mode is taken as it is.
 */
export function filesOf(sqlite: Sqlite): Map<string, ByteReader> {
	let files = installed.get(sqlite);
	if (!files) {
		files = new Map();
		install(sqlite, files);
		installed.set(sqlite, files);
	}
	return files;
}

function install(sqlite: Sqlite, files: ReadonlyMap<string, ByteReader>): void {
	const { capi } = sqlite;
	const open = new Map<Pointer, ByteReader>();
	const io = new capi.sqlite3_io_methods();
	const vfs = new capi.sqlite3_vfs();
	vfs.$iVersion = 1;
	vfs.$szOsFile = capi.sqlite3_file.structInfo.sizeof;
	vfs.$mxPathname = 512;
	sqlite.vfs.installVfs({
		io: { struct: io, methods: fileMethods(sqlite, open) },
		vfs: {
			struct: vfs,
			name: NAME,
			asDefault: true,
			methods: {
				...environmentMethods(sqlite, files),
				xOpen: (_vfs: Pointer, name: Pointer, file: Pointer, _flags: number, outFlags: Pointer) => {
					const bytes = files.get(sqlite.wasm.cstrToJs(name) ?? '');
					if (!bytes) return CANTOPEN;
					open.set(Number(file), bytes);
					const handle = new capi.sqlite3_file(file);
					handle.$pMethods = io.pointer;
					handle.dispose();
					// the rest of the flags is of no interest to SQLite
					if (Number(outFlags) !== 0) sqlite.wasm.poke(outFlags, OPEN_READONLY, 'i32');
					return OK;
				}
			}
		}
	});
}

function fileMethods({ wasm }: Sqlite, open: Map<Pointer, ByteReader>) {
	const nothing = () => OK;
	const refuse = () => READONLY;
	return {
		xClose: (file: Pointer) => {
			open.delete(Number(file));
			return OK;
		},
		xRead: (file: Pointer, target: Pointer, length: number, offset: bigint) => {
			const room = wasm.heap8u().subarray(Number(target), Number(target) + length);
			try {
				const count = open.get(Number(file))?.read(room, Number(offset)) ?? 0;
				if (count === length) return OK;
				room.fill(0, count);
				return IOERR_SHORT_READ;
			} catch {
				return IOERR_READ;
			}
		},
		xFileSize: (file: Pointer, target: Pointer) => {
			wasm.poke(target, BigInt(open.get(Number(file))?.sizeBytes ?? 0), 'i64');
			return OK;
		},
		xWrite: refuse,
		xTruncate: refuse,
		xSync: nothing,
		xLock: nothing,
		xUnlock: nothing,
		xCheckReservedLock: (_file: Pointer, target: Pointer) => {
			wasm.poke(target, 0, 'i32');
			return OK;
		},
		xFileControl: () => NOTFOUND,
		xSectorSize: () => SECTOR_BYTES,
		xDeviceCharacteristics: () => IMMUTABLE
	};
}

function environmentMethods({ wasm }: Sqlite, files: ReadonlyMap<string, ByteReader>) {
	return {
		xAccess: (_vfs: Pointer, name: Pointer, _flags: number, target: Pointer) => {
			wasm.poke(target, files.has(wasm.cstrToJs(name) ?? '') ? 1 : 0, 'i32');
			return OK;
		},
		xFullPathname: (_vfs: Pointer, name: Pointer, length: number, target: Pointer) =>
			wasm.cstrncpy(target, name, length) < length ? OK : CANTOPEN,
		xDelete: () => READONLY,
		xRandomness: (_vfs: Pointer, length: number, target: Pointer) => {
			crypto.getRandomValues(wasm.heap8u().subarray(Number(target), Number(target) + length));
			return length;
		},
		xSleep: () => OK,
		/** Julian days. */
		xCurrentTime: (_vfs: Pointer, target: Pointer) => {
			wasm.poke(target, Date.now() / 86_400_000 + 2_440_587.5, 'double');
			return OK;
		},
		xCurrentTimeInt64: (_vfs: Pointer, target: Pointer) => {
			wasm.poke(target, BigInt(Date.now()) + 210_866_760_000_000n, 'i64');
			return OK;
		},
		xGetLastError: () => OK
	};
}
