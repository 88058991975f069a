import { AppError } from '$lib/domain/errors';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import { inspectHeader, type SqliteHeader } from './header';
import { mergeWal, readWal } from './wal';

const HEAD_BYTES = 4096;

/** An SQLite database file that can be read, with its write-ahead log worked in. */
export interface SoundSqliteFile {
	file: File;
	header: SqliteHeader;
	warnings: ReceiptWarning[];
}

/**
 * Looks whether an SQLite file can be read, before any engine does.
 * @param wal the `-wal` file beside it, where there is one: what it has committed counts
 * @throws `file/empty`, `file/encrypted`, `file/damaged`, `file/unknown-format`, `file/unreadable`
 */
export async function checkSqliteFile(file: File, wal: File | null = null): Promise<SoundSqliteFile> {
	if (file.size === 0) throw new AppError('file/empty', `${file.name} is empty.`, { file: file.name });
	const finding = inspectHeader(await bytesOf(file.slice(0, HEAD_BYTES), file), file.size, file.name);
	switch (finding.kind) {
		case 'other': {
			const message = `${file.name} is no SQLite database: it does not begin like one.`;
			throw new AppError('file/unknown-format', message, { file: file.name });
		}
		case 'encrypted': {
			const message = `${file.name} seems to be an encrypted SQLite database. Decrypt it where its key is known, and open the result.`;
			throw new AppError('file/encrypted', message, { file: file.name });
		}
		case 'damaged':
			throw damagedSqlite(file.name, finding.why);
		case 'sound':
			return withLog(file, finding.header, wal);
	}
}

/** @param why half a sentence */
export function damagedSqlite(fileName: string, why: string, cause?: unknown): AppError {
	const message = `As an SQLite database it can't be read: ${why}.`;
	return new AppError('file/damaged', message, { file: fileName, detail: why }, { cause });
}

async function withLog(file: File, header: SqliteHeader, wal: File | null): Promise<SoundSqliteFile> {
	if (!header.isWal) return { file, header, warnings: [] };
	const contents = wal && readWal(await bytesOf(wal, wal), header.pageBytes);
	if (wal && contents) {
		return { file: mergeWal(file, wal, contents, header.pageBytes), header, warnings: [] };
	}
	if (wal) return { file, header, warnings: [] };
	const message = `The database is in write-ahead mode. If there is a file ${file.name}-wal beside it, the newest changes are in that and are missing here: give both files together.`;
	return { file, header, warnings: [{ code: 'sqlite-wal', message }] };
}

async function bytesOf(blob: Blob, file: File): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await blob.arrayBuffer());
	} catch (cause) {
		const message = `${file.name} can't be read: it may have been moved, changed or deleted.`;
		throw new AppError('file/unreadable', message, { file: file.name }, { cause });
	}
}
