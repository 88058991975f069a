import { AppError } from '$lib/domain/errors';
import type { Disk, DiskEntry, DiskPath } from '$lib/storage/sources/disk';

export interface Fault {
	/** Which change of the disk fails: 1 for the first. */
	at: number;
	/** `once`: as on a full disk, what follows works again. `dead`: nothing follows, as if the process was killed. */
	kind: 'once' | 'dead';
	/** How much of the failing change is done nevertheless, 0 to 1. */
	done: number;
}

/** A disk whose n-th change fails. */
export class FailingDisk implements Disk {
	readonly mode;
	/** Changes asked for so far. */
	changes = 0;

	constructor(
		private readonly disk: Disk,
		private readonly fault: Fault
	) {
		this.mode = disk.mode;
	}

	usage(): Promise<{ usedBytes: number; quotaBytes: number }> {
		return this.disk.usage();
	}

	list(path: DiskPath): Promise<DiskEntry[]> {
		return this.disk.list(path);
	}

	read(path: DiskPath): Promise<File | null> {
		return this.disk.read(path);
	}

	handle(path: DiskPath): Promise<FileSystemFileHandle | null> {
		return this.disk.handle(path);
	}

	async write(path: DiskPath, bytes: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
		const outcome = this.#next();
		if (outcome === 'torn')
			await this.disk.write(path, bytes.slice(0, Math.floor(sizeOf(bytes) * this.fault.done)));
		if (outcome !== 'works') throw full();
		await this.disk.write(path, bytes);
	}

	async seal(path: DiskPath): Promise<void> {
		if (this.#next() !== 'works') throw full();
		await this.disk.seal(path);
	}

	async remove(path: DiskPath): Promise<void> {
		const outcome = this.#next();
		if (outcome === 'works' || (outcome === 'torn' && this.fault.done >= 0.5)) await this.disk.remove(path);
		if (outcome !== 'works') throw full();
	}

	#next(): 'works' | 'torn' | 'nothing' {
		this.changes++;
		if (this.changes === this.fault.at) return 'torn';
		return this.fault.kind === 'dead' && this.changes > this.fault.at ? 'nothing' : 'works';
	}
}

function sizeOf(content: Uint8Array | Blob): number {
	return content instanceof Blob ? content.size : content.length;
}

function full(): AppError {
	return new AppError('storage/full', 'The disk is full.');
}
