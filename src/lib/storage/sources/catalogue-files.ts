import { sha256 } from 'hash-wasm';
import { AppError } from '$lib/domain/errors';
import type { Disk, DiskPath } from './disk';

/**
 * Catalogues are never changed in place: each change writes a whole new file whose name holds a generation and
 * the hash of its bytes. The newest whose hash is right is the catalogue; so a file half written counts as not
 * written at all, and its last byte is the one atomic step of every change (SPEC STO-4).
 */
export interface CatalogueFile {
	generation: number;
	fileName: string;
	bytes: Uint8Array<ArrayBuffer>;
}

const NAME = /^catalogue-(\d{1,15})-([0-9a-f]{32})\.sqlite$/;

export function isCatalogueName(fileName: string): boolean {
	return NAME.test(fileName);
}

/** Generation that a catalogue's file name tells, or 0 for other names. */
export function generationOf(fileName: string): number {
	return Number(NAME.exec(fileName)?.[1] ?? 0);
}

/** Writers remove the older generation while others read; then what is there now is read, so many times. */
const READ_ATTEMPTS = 10;

/** Reads without a lock. @returns the newest sound catalogue in `path`, or null where there is none */
export async function readNewestCatalogue(disk: Disk, path: DiskPath): Promise<CatalogueFile | null> {
	let names = await catalogueNames(disk, path);
	for (let attempt = 1; ; attempt++) {
		const newest = await newestOf(disk, path, names);
		if (newest) return newest;
		const namesNow = await catalogueNames(disk, path);
		if (attempt === READ_ATTEMPTS || namesNow.join() === names.join()) return null;
		names = namesNow;
	}
}

/** Newest first. */
async function catalogueNames(disk: Disk, path: DiskPath): Promise<string[]> {
	const names = (await disk.list(path)).map((entry) => entry.name).filter(isCatalogueName);
	return names.sort((a, b) => generationOf(b) - generationOf(a));
}

async function newestOf(disk: Disk, path: DiskPath, names: readonly string[]): Promise<CatalogueFile | null> {
	for (const fileName of names) {
		const bytes = await readBytes(disk, [...path, fileName]);
		if (bytes && (await hashOf(bytes)) === NAME.exec(fileName)?.[2])
			return { generation: generationOf(fileName), fileName, bytes };
	}
	return null;
}

/**
 * Writes a catalogue as `generation`, and gives its file name; when this resolves, the change is made and survives a crash.
 * Where writing fails, what lies on the disk decides: a whole file counts, a torn one does not.
 */
export async function writeCatalogue(
	disk: Disk,
	path: DiskPath,
	generation: number,
	bytes: Uint8Array<ArrayBuffer>
): Promise<string> {
	const fileName = `catalogue-${generation}-${await hashOf(bytes)}.sqlite`;
	try {
		await disk.write([...path, fileName], bytes);
	} catch (error) {
		const newest = await readNewestCatalogue(disk, path).catch(() => null);
		if (newest?.fileName !== fileName) throw error;
	}
	return fileName;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
	return (await sha256(bytes)).slice(0, 32);
}

/** @returns null when a writer has removed the file meanwhile, as writers do with old generations */
async function readBytes(disk: Disk, path: DiskPath): Promise<Uint8Array<ArrayBuffer> | null> {
	const file = await disk.read(path);
	if (!file) return null;
	try {
		return new Uint8Array(await file.arrayBuffer());
	} catch (error) {
		if (!(await disk.read(path))) return null;
		throw new AppError(
			'storage/unavailable',
			`The catalogue can't be read: ${String(error)}`,
			{},
			{ cause: error }
		);
	}
}
