import {
	BlobReader,
	configure,
	ERR_ENCRYPTED,
	ZipReader,
	type FileEntry
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { AppError } from '$lib/domain/errors';
import type { ArchiveMember } from '../format';
import { chunksOf, streamOf, type ByteStream } from './byte-stream';
import { candidateMembers, displayPath, documentKind, isWorkbook, leftOutMembers } from './members';
import { isAbsurdRatio, ratioError } from './ratio';

// we are in a worker already, and blob workers don't pass a strict content security policy
configure({ useWebWorkers: false });

const MAX_MEMBERS = 10_000;
/** Names of workbooks that are zip files inside, for the words of an error. */
const WORKBOOK_NAME = /\.(xlsx|xlsm|xlsb|ods)$/i;

export function isZip(head: Uint8Array): boolean {
	const [p, k, a, b] = head;
	return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6) || (a === 7 && b === 8));
}

export interface ZipMember {
	path: string;
	sizeBytes: number;
	/** Paths of other members that nobody is asked about, as they are not named like tables. */
	leftOut: string[];
	stream(): ByteStream;
	packedBytesRead(): number;
}

/**
 * The members that can be imported: junk left out, files with a table's ending alone where there are any
 * (SPEC ARC-3).
 * @throws AppError `archive/damaged`, `archive/unsupported`, `file/binary`
 */
export async function listZipMembers(file: File): Promise<ArchiveMember[]> {
	return candidateMembers(await readEntries(file)).map(({ entry, path }) => ({
		path,
		sizeBytes: entry.uncompressedSize,
		packedBytes: entry.compressedSize
	}));
}

/** The format that reads this zip file as a document, or null for an archive. @throws AppError as `listZipMembers` */
export async function documentFormat(file: File): Promise<'excel' | null> {
	return isWorkbook((await rawEntries(file)).map((entry) => entry.filename)) ? 'excel' : null;
}

/** @throws AppError `archive/several-members` when `member` is not given and there is a choice */
export async function openZipMember(file: File, member: string | undefined): Promise<ZipMember> {
	const entries = await readEntries(file);
	const entry = member === undefined ? onlyCandidate(file, entries) : namedEntry(file, entries, member);
	if (entry.encrypted) {
		const message = `${displayPath(entry.filename)} in ${file.name} is encrypted.`;
		throw new AppError('archive/unsupported', message, { file: file.name, member: entry.filename });
	}
	if (isAbsurdRatio(entry.uncompressedSize, file.size)) throw ratioError(file.name);
	let packedBytes = 0;
	return {
		path: displayPath(entry.filename),
		sizeBytes: entry.uncompressedSize,
		leftOut: leftOutMembers(entries).filter((path) => path !== displayPath(entry.filename)),
		packedBytesRead: () => packedBytes,
		stream: () => {
			packedBytes = 0;
			return streamOf(entryChunks(file, entry, (share) => (packedBytes = Math.round(share * file.size))));
		}
	};
}

async function readEntries(file: File): Promise<FileEntry[]> {
	const entries = await rawEntries(file);
	const kind = documentKind(entries.map((entry) => entry.filename));
	if (kind) {
		const message = `${file.name} is ${kind}, which can't be read.`;
		throw new AppError('file/binary', message, { file: file.name, kind });
	}
	return entries;
}

/** Every file of a zip, as it stands in its list. @throws AppError `archive/damaged`, `archive/unsupported` */
export async function rawEntries(file: File): Promise<FileEntry[]> {
	const reader = new ZipReader(new BlobReader(file));
	const entries: FileEntry[] = [];
	try {
		for await (const entry of reader.getEntriesGenerator()) {
			if (entry.directory) continue;
			entries.push(entry as FileEntry);
			if (entries.length > MAX_MEMBERS) break;
		}
	} catch (cause) {
		const message = WORKBOOK_NAME.test(file.name)
			? `${file.name} is no whole workbook: the list of its parts can't be read. It is damaged or cut off.`
			: `${file.name} looks like a zip archive, but its list of files can't be read: it is damaged or cut off.`;
		throw new AppError('archive/damaged', message, { file: file.name }, { cause });
	} finally {
		await reader.close();
	}
	if (entries.length > MAX_MEMBERS) {
		const message = `${file.name} has more than ${MAX_MEMBERS.toLocaleString('en-US')} files.`;
		throw new AppError('archive/unsupported', message, { file: file.name });
	}
	return entries;
}

function onlyCandidate(file: File, entries: FileEntry[]): FileEntry {
	const candidates = candidateMembers(entries);
	const [first] = candidates;
	if (!first) throw new AppError('file/no-table', `${file.name} holds no file.`, { file: file.name });
	if (candidates.length === 1) return first.entry;
	const members = candidates.map(({ path }) => path);
	const message = `${file.name} holds ${members.length} files: choose which one to import.`;
	throw new AppError('archive/several-members', message, { file: file.name, members });
}

function namedEntry(file: File, entries: FileEntry[], member: string): FileEntry {
	const entry =
		entries.find(({ filename }) => filename === member) ??
		entries.find(({ filename }) => displayPath(filename) === member);
	if (entry) return entry;
	const message = `${file.name} holds no file named ${member}.`;
	throw new AppError('import/option', message, { option: 'member', value: member });
}

/** The unpacked bytes of a member; its checksum is compared at the end. */
export async function* entryChunks(
	file: File,
	entry: FileEntry,
	onShare: (share: number) => void
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
	const options = {
		checkSignature: true,
		onprogress: async (done: number, total: number) => onShare(total > 0 ? done / total : 1)
	};
	const unpacking = entry.getData(writable, options).catch((error: unknown) => {
		const known = entryError(file, entry, error);
		// where it failed before it wrote anything, nobody would end the stream
		writable.abort(known).catch(() => undefined);
		throw known;
	});
	// a failure is seen through the stream, or below
	unpacking.catch(() => undefined);
	try {
		yield* chunksOf(readable);
	} catch (error) {
		await unpacking;
		throw entryError(file, entry, error);
	}
	await unpacking;
}

function entryError(file: File, entry: FileEntry, cause: unknown): AppError {
	const member = displayPath(entry.filename);
	const facts = { file: file.name, member };
	const text = cause instanceof Error ? cause.message : String(cause);
	if (text === ERR_ENCRYPTED) {
		return new AppError('archive/unsupported', `${member} in ${file.name} is encrypted.`, facts, { cause });
	}
	if (/not supported/i.test(text)) {
		const message = `${member} in ${file.name} is packed in a way that can't be unpacked here.`;
		return new AppError('archive/unsupported', message, facts, { cause });
	}
	const message = `${member} in ${file.name} is damaged: its data does not match its checksum.`;
	return new AppError('archive/damaged', message, facts, { cause });
}
