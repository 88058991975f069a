import { gzipSync } from 'node:zlib';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import type { AppError } from '$lib/domain/errors';
import { openInput, type PackedInput } from '$lib/formats/archive/input';
import { listZipMembers } from '$lib/formats/archive/zip';

const CSV = Array.from({ length: 5000 }, (_, i) => `${i},${(i * 7919) % 10_007}\n`).join('');

async function zip(members: Record<string, string>, options: object = {}): Promise<File> {
	const writer = new ZipWriter(new BlobWriter('application/zip'));
	for (const [path, text] of Object.entries(members)) await writer.add(path, new TextReader(text), options);
	return new File([await writer.close()], 'data.zip');
}

async function readAll(input: PackedInput): Promise<string> {
	return new Response(input.stream()).text();
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
	return promise.then(
		() => 'no error',
		(error: AppError) => error.code
	);
}

const gz = (...members: string[]): Uint8Array<ArrayBuffer>[] =>
	members.map((text) => new Uint8Array(gzipSync(text)));

describe('openInput', () => {
	it('ARC-1 reads a plain file as it is, as often as is asked', async () => {
		const input = await openInput(new File([CSV], 'data.csv'));
		expect(input).toMatchObject({ packed: 'none', memberName: 'data.csv', sizeBytes: CSV.length });
		expect(await readAll(input)).toBe(CSV);
		expect(await readAll(input)).toBe(CSV);
		expect(input.packedBytesRead()).toBe(CSV.length);
		expect(new TextDecoder().decode(await input.head(5))).toBe('0,0\n1');
	});

	it('ARC-1 recognises gzip by content whatever the name', async () => {
		const input = await openInput(new File(gz(CSV), 'data.csv'));
		expect(input).toMatchObject({ packed: 'gzip', memberName: 'data.csv', sizeBytes: null });
		expect(await readAll(input)).toBe(CSV);
		expect((await openInput(new File(gz(CSV), 'data.csv.GZ'))).memberName).toBe('data.csv');
	});

	it('ARC-2 reads all members of a gzip file', async () => {
		const parts = ['a,b\n', CSV, '', 'x,y\n'.repeat(100_000)];
		const input = await openInput(new File(gz(...parts), 'data.gz'));
		expect(await readAll(input)).toBe(parts.join(''));
		expect(await readAll(input)).toBe(parts.join(''));
		expect(new TextDecoder().decode(await input.head(8))).toBe('a,b\n0,0\n');
	});

	it.each([1, 8, 12, 100])('ARC-2 a gzip file without its last %i bytes is damaged', async (missing) => {
		for (const bytes of [gz(CSV), gz('a,b\n', CSV)]) {
			const file = new File([await new Blob(bytes).slice(0, -missing).arrayBuffer()], 'cut.gz');
			expect(await codeOf(openInput(file).then(readAll))).toBe('archive/damaged');
		}
	});

	it('ARC-2 a gzip file whose data does not match its checksum is damaged', async () => {
		for (const bytes of [gz(CSV), gz('a,b\n', CSV)]) {
			const whole = new Uint8Array(await new Blob(bytes).arrayBuffer());
			whole[whole.length - 6] = (whole[whole.length - 6] ?? 0) ^ 1;
			expect(await codeOf(openInput(new File([whole], 'bad.gz')).then(readAll))).toBe('archive/damaged');
		}
	});

	it('ARC-5 a gzip file that unpacks to an absurd size is stopped', async () => {
		const file = new File([new Uint8Array(gzipSync(new Uint8Array(150e6)))], 'bomb.gz');
		const input = await openInput(file);
		let code = '';
		await input
			.stream()
			.pipeTo(new WritableStream())
			.catch((error: AppError) => (code = error.code));
		expect(code).toBe('archive/ratio');
	});

	it('ARC-3 takes the only table of a zip and leaves junk out', async () => {
		const file = await zip({
			'a/data.csv': CSV,
			'__MACOSX/a/._data.csv': 'x',
			'a/.DS_Store': 'x',
			'readme.txt': 'hi'
		});
		const input = await openInput(file);
		expect(input).toMatchObject({ packed: 'zip', memberName: 'a/data.csv', sizeBytes: CSV.length });
		expect(await readAll(input)).toBe(CSV);
		expect(input.packedBytesRead()).toBe(file.size);
		expect(await listZipMembers(file)).toMatchObject([{ path: 'a/data.csv', sizeBytes: CSV.length }]);
	});

	it('ARC-3 names the files of a zip that are not offered', async () => {
		const file = await zip({ 'a.csv': 'a\n1\n', 'b/c.fods': 'x', 'notes.txt': 'n', '__MACOSX/._a': 'x' });
		expect((await listZipMembers(file)).map(({ path }) => path)).toEqual(['a.csv', 'b/c.fods']);
		expect((await openInput(file, 'a.csv')).leftOut).toEqual(['notes.txt']);
		expect((await openInput(file, 'notes.txt')).leftOut).toEqual([]);
		expect((await openInput(new File([CSV], 'data.csv'))).leftOut).toEqual([]);
	});

	it('ARC-1 a workbook within gzip is read as one', async () => {
		const packed = async (members: Record<string, string>) =>
			openInput(
				new File([gzipSync(new Uint8Array(await (await zip(members)).arrayBuffer()))], 'book.xlsx.gz')
			);
		const book = await packed({ '[Content_Types].xml': 'x', 'xl/workbook.xml': 'x' });
		expect(book).toMatchObject({ packed: 'gzip', memberName: 'book.xlsx', document: 'excel' });
		expect((await packed({ 'a.csv': CSV })).document).toBeNull();
	});

	it('ARC-4 several tables are offered, and one is read by its path', async () => {
		const file = await zip({ 'a.csv': 'a\n1\n', 'b.csv': 'b\n2\n' });
		await expect(openInput(file)).rejects.toMatchObject({
			code: 'archive/several-members',
			facts: { members: ['a.csv', 'b.csv'] }
		});
		expect(await readAll(await openInput(file, 'b.csv'))).toBe('b\n2\n');
		expect(await codeOf(openInput(file, 'c.csv'))).toBe('import/option');
	});

	it('ARC-3 reads gzip inside zip', async () => {
		const writer = new ZipWriter(new BlobWriter());
		await writer.add('data.csv.gz', new Blob(gz(CSV)).stream());
		const input = await openInput(new File([await writer.close()], 'x.zip'));
		expect(input.memberName).toBe('data.csv');
		expect(await readAll(input)).toBe(CSV);
	});

	it('ARC-6 encrypted, damaged and empty archives have their own sentences', async () => {
		expect(await codeOf(openInput(await zip({ 'a.csv': CSV }, { password: 'x' })))).toBe(
			'archive/unsupported'
		);
		expect(await codeOf(openInput(await zip({})))).toBe('file/no-table');
		const whole = await zip({ 'a.csv': CSV });
		expect(await codeOf(openInput(new File([whole.slice(0, 60)], 'cut.zip')))).toBe('archive/damaged');
		const bytes = new Uint8Array(await whole.arrayBuffer());
		bytes.fill(0x55, 60, 90);
		expect(await codeOf(openInput(new File([bytes], 'bad.zip')).then(readAll))).toBe('archive/damaged');
	});

	it('ARC-6 an office document is told as what it is', async () => {
		const file = await zip({ '[Content_Types].xml': 'x', 'word/document.xml': 'x' });
		await expect(openInput(file)).rejects.toMatchObject({
			code: 'file/binary',
			message: expect.stringContaining('Office')
		});
	});

	it('ARC-3 paths are made fit to be shown', async () => {
		const file = await zip({ 'a\u202egnp.csv': 'a\n1\n', 'b.csv': 'b\n' });
		expect((await listZipMembers(file)).map(({ path }) => path)).toEqual(['a\ufffdgnp.csv', 'b.csv']);
		expect(await readAll(await openInput(file, 'a\ufffdgnp.csv'))).toBe('a\n1\n');
	});
});
