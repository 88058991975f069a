import { AppError } from '$lib/domain/errors';
import type { Disk, DiskEntry, DiskPath } from './disk';

/** A disk that lives as long as its tab: used where the browser gives no private file system. */
export class MemoryDisk implements Disk {
	readonly mode = 'memory';
	readonly #files = new Map<string, File>();

	async usage(): Promise<{ usedBytes: number; quotaBytes: number }> {
		let usedBytes = 0;
		for (const file of this.#files.values()) usedBytes += file.size;
		return { usedBytes, quotaBytes: 0 };
	}

	async list(path: DiskPath): Promise<DiskEntry[]> {
		const prefix = path.length > 0 ? `${keyOf(path)}/` : '';
		const entries = new Map<string, DiskEntry>();
		for (const key of this.#files.keys()) {
			if (!key.startsWith(prefix)) continue;
			const [first = '', ...rest] = key.slice(prefix.length).split('/');
			const name = decodeURIComponent(first);
			entries.set(name, { name, kind: rest.length > 0 ? 'directory' : 'file' });
		}
		return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	async read(path: DiskPath): Promise<File | null> {
		return this.#files.get(keyOf(path)) ?? null;
	}

	async write(path: DiskPath, content: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
		this.#files.set(keyOf(path), new File([content], path.at(-1) ?? ''));
	}

	async seal(path: DiskPath): Promise<void> {
		if (!this.#files.has(keyOf(path)))
			throw new AppError('storage/damaged', `The file ${path.at(-1) ?? ''} is gone.`);
	}

	async handle(): Promise<null> {
		return null;
	}

	async remove(path: DiskPath): Promise<void> {
		const key = keyOf(path);
		for (const candidate of [...this.#files.keys()])
			if (candidate === key || candidate.startsWith(`${key}/`)) this.#files.delete(candidate);
	}
}

function keyOf(path: DiskPath): string {
	return path.map(encodeURIComponent).join('/');
}
