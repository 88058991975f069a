import { AppError } from '$lib/domain/errors';
import { fileBlocks, streamBlocks, type Block } from './blocks';
import type { ByteStream } from './byte-stream';
import { gunzip, isGzip } from './gzip';
import { guardRatio } from './ratio';
import { documentFormat, isZip, openZipMember } from './zip';

/** The bytes of one file to import, unpacked; it can be read from the start as often as is needed. */
export interface PackedInput {
	/** The file inside the archive or gzip, or the file's own name; for display and format detection. */
	memberName: string;
	packed: 'none' | 'gzip' | 'zip';
	/** Unpacked size where it is known before reading. */
	sizeBytes: number | null;
	/** The file as it lies on disk. */
	file: File;
	/** A document that is a zip file inside, read as the format of this id and not as an archive; else null. */
	document: 'excel' | null;
	/** Paths of other files of a zip that were not offered, as they are not named like tables. */
	leftOut: readonly string[];
	/** The log beside a database file, where it was given, too. */
	companion: File | null;
	/** Unpacked bytes from the start. Errors are AppErrors (`archive/damaged`, `archive/ratio`, `file/unreadable`). */
	stream(): ByteStream;
	/** The same bytes in large blocks. */
	blocks(): AsyncGenerator<Block>;
	/** Bytes of `file` that the newest stream has used, or the newest blocks, for progress. */
	packedBytesRead(): number;
	/** The first `sizeBytes` unpacked bytes, or all where there are fewer. */
	head(sizeBytes: number): Promise<Uint8Array<ArrayBuffer>>;
	/**
	 * The unpacked file, for formats that need random access: the file itself, or a copy that the browser keeps
	 * (on disk where it is large).
	 */
	content(): Promise<File>;
}

/**
 * Opens a file for reading; gzip and zip are recognised by their content, never by the name (SPEC ARC-1).
 * @param member path inside a zip (as `listMembers` gives it)
 * @throws AppError `archive/several-members` (fact `members`), `archive/unsupported`, `archive/damaged`,
 * `file/no-table`, `file/binary`, `file/unreadable`
 */
export async function openInput(file: File, member?: string): Promise<PackedInput> {
	const magic = await readBytes(file, 4);
	if (isGzip(magic)) return gzipInput(file);
	if (isZip(magic) && (member !== undefined || (await documentFormat(file)) === null)) {
		return zipInput(file, member);
	}
	const counter = { bytes: 0 };
	return {
		memberName: file.name,
		packed: 'none',
		sizeBytes: file.size,
		file,
		companion: null,
		leftOut: [],
		document: isZip(magic) ? 'excel' : null,
		content: async () => file,
		stream: () => counted(file.stream(), counter),
		blocks: () => countedBlocks(file, counter),
		packedBytesRead: () => counter.bytes,
		head: (sizeBytes) => readBytes(file, sizeBytes)
	};
}

async function gzipInput(file: File): Promise<PackedInput> {
	const counter = { bytes: 0 };
	const stream = (): ByteStream =>
		guardRatio(
			gunzip(() => counted(file.stream(), counter), file.name),
			file
		);
	const memberName = file.name.replace(/\.gz(ip)?$/i, '');
	const content = () => unpacked(stream(), memberName);
	return {
		memberName,
		packed: 'gzip',
		sizeBytes: null,
		file,
		companion: null,
		leftOut: [],
		document: isZip(await readHead(stream(), 4)) ? await documentFormat(await content()) : null,
		content,
		stream,
		blocks: () => streamBlocks(stream()),
		packedBytesRead: () => counter.bytes,
		head: (sizeBytes) => readHead(stream(), sizeBytes)
	};
}

async function zipInput(file: File, member: string | undefined): Promise<PackedInput> {
	const entry = await openZipMember(file, member);
	const magic = await readHead(entry.stream(), 4);
	const nested = isGzip(magic);
	const stream = (): ByteStream =>
		guardRatio(nested ? gunzip(entry.stream, entry.path) : entry.stream(), file);
	const memberName = nested ? entry.path.replace(/\.gz(ip)?$/i, '') : entry.path;
	const content = () => unpacked(stream(), memberName);
	return {
		memberName,
		packed: 'zip',
		sizeBytes: nested ? null : entry.sizeBytes,
		file,
		companion: null,
		leftOut: entry.leftOut,
		document: isZip(magic) ? await documentFormat(await content()) : null,
		content,
		stream,
		blocks: () => streamBlocks(stream()),
		packedBytesRead: entry.packedBytesRead,
		head: (sizeBytes) => readHead(stream(), sizeBytes)
	};
}

async function unpacked(stream: ByteStream, name: string): Promise<File> {
	const blob = await new Response(stream).blob();
	return new File([blob], name.split('/').at(-1) ?? name);
}

async function readBytes(file: File, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await file.slice(0, sizeBytes).arrayBuffer());
	} catch (cause) {
		const message = `${file.name} can't be read: it may have been moved, changed or deleted.`;
		throw new AppError('file/unreadable', message, { file: file.name }, { cause });
	}
}

/** Counts bytes as they pass; a new stream starts from zero. */
function counted(source: ByteStream, counter: { bytes: number }): ByteStream {
	counter.bytes = 0;
	return source.pipeThrough(
		new TransformStream({
			transform(chunk, controller) {
				counter.bytes += chunk.length;
				controller.enqueue(chunk);
			}
		})
	);
}

async function* countedBlocks(file: File, counter: { bytes: number }): AsyncGenerator<Block> {
	counter.bytes = 0;
	for await (const block of fileBlocks(file)) {
		counter.bytes += block.length;
		yield block;
	}
}

async function readHead(stream: ByteStream, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
	const reader = stream.getReader();
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		while (length < sizeBytes) {
			const { done, value } = await reader.read();
			if (done) break;
			chunks.push(value);
			length += value.length;
		}
	} finally {
		// what is left of the stream is of no interest, nor is an error in it
		reader.cancel().catch(() => undefined);
	}
	const head = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		head.set(chunk, at);
		at += chunk.length;
	}
	return head.subarray(0, sizeBytes);
}
