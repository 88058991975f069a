import { AppError } from '$lib/domain/errors';
import type { Version, VersionPart } from '$lib/domain/versions/version';
import type { PartTarget, VersionFile } from '$lib/protocol/library-api';
import type { Disk, DiskPath } from './disk';
import { emptyDatabase } from './empty-database';
import { walFileName } from './source-files';

/** The files in a source's directory, as bytes: which of them count is the catalogue's business. */
export class VersionFiles {
	constructor(
		private readonly disk: Disk,
		private readonly path: DiskPath
	) {}

	/** The files of a version, in part order. @throws `storage/damaged` when one is not as it was written */
	async read({ version, parts }: Version): Promise<VersionFile[]> {
		return Promise.all(
			parts.map(async ({ fileName, sizeBytes }) => {
				const at = this.#at(fileName);
				const [file, handle] = await Promise.all([this.disk.read(at), this.disk.handle(at)]);
				if (file?.size === sizeBytes) return { fileName, file, handle };
				throw new AppError(
					'storage/damaged',
					`Version ${version} can't be read: its file ${fileName} is ${file ? 'damaged' : 'gone'}.`,
					{ version, fileName }
				);
			})
		);
	}

	/** Makes a part file holding an empty database. */
	async create(fileName: string): Promise<PartTarget> {
		if (this.disk.mode === 'memory') return { fileName, handles: null };
		const walAt = this.#at(walFileName(fileName));
		await this.disk.write(walAt, new Uint8Array());
		await this.disk.write(this.#at(fileName), await emptyDatabase());
		const database = await this.disk.handle(this.#at(fileName));
		const wal = await this.disk.handle(walAt);
		if (!database || !wal) throw new AppError('storage/unavailable', 'A file that was just made is gone.');
		return { fileName, handles: { database, wal } };
	}

	/** Checks that an engine has finished a part, or in memory writes it. */
	async seal(fileName: string, bytes?: Uint8Array<ArrayBuffer>): Promise<VersionPart> {
		const at = this.#at(fileName);
		if (this.disk.mode === 'memory') {
			if (!bytes) throw new AppError('internal', `The bytes of ${fileName} are missing.`);
			await this.disk.write(at, bytes);
		} else {
			// its write-ahead log means nothing: DuckDB can't remove the file after a checkpoint, so it may hold anything
			await this.disk.seal(at);
		}
		const file = await this.disk.read(at);
		const magic = file && (await file.slice(8, 12).text());
		if (!file || magic !== 'DUCK') throw new AppError('internal', `${fileName} is no DuckDB database.`);
		return { fileName, sizeBytes: file.size };
	}

	/** Keeps a copy of an opened file. */
	async keep(fileName: string, file: File): Promise<void> {
		await this.disk.write(this.#at(fileName), file);
	}

	/** Checks that the copy of an opened file is whole. */
	async kept(fileName: string, sizeBytes: number): Promise<VersionPart> {
		const file = await this.disk.read(this.#at(fileName));
		if (file?.size !== sizeBytes) throw new AppError('internal', `${fileName} is not whole.`);
		return { fileName, sizeBytes: file.size };
	}

	async remove(fileName: string): Promise<void> {
		await this.disk.remove(this.#at(fileName));
	}

	/** Removes all that can be removed. @throws the first failure, after that */
	async removeWhere(isRubbish: (name: string) => boolean): Promise<void> {
		const names = (await this.disk.list(this.path)).map((entry) => entry.name).filter(isRubbish);
		const removals = await Promise.allSettled(names.map((name) => this.remove(name)));
		const failed = removals.find((removal) => removal.status === 'rejected');
		if (failed) throw failed.reason;
	}

	#at(fileName: string): DiskPath {
		return [...this.path, fileName];
	}
}
