import { describe, expect, test } from 'vitest';
import { readNewestCatalogue, writeCatalogue } from '$lib/storage/sources/catalogue-files';
import { MemoryDisk } from '$lib/storage/sources/memory-disk';
import { FailingDisk } from './failing-disk';

const PATH = ['source'];
const bytesOf = (text: string) => new TextEncoder().encode(text);

async function newestText(disk: MemoryDisk): Promise<string | null> {
	const newest = await readNewestCatalogue(disk, PATH);
	return newest && new TextDecoder().decode(newest.bytes);
}

/** Between the listing of a directory and the reading of a file the catalogue is replaced, so many times. */
class BusyDisk extends MemoryDisk {
	generation = 1;
	changesLeft = 0;

	override async read(path: string[]): Promise<File | null> {
		if (this.changesLeft > 0) {
			this.changesLeft--;
			const old = await this.list(PATH);
			await writeCatalogue(this, PATH, ++this.generation, bytesOf(`${this.generation}`));
			for (const { name } of old) await this.remove([...PATH, name]);
		}
		return super.read(path);
	}
}

describe('catalogue files', () => {
	test('the highest generation counts, by number and not by name [STO-4]', async () => {
		const disk = new MemoryDisk();
		for (const generation of [9, 10, 2])
			await writeCatalogue(disk, PATH, generation, bytesOf(`${generation}`));
		expect(await newestText(disk)).toBe('10');
	});

	test('one whose bytes do not have its hash does not count [STO-4]', async () => {
		const disk = new MemoryDisk();
		await writeCatalogue(disk, PATH, 1, bytesOf('one'));
		await writeCatalogue(disk, PATH, 2, bytesOf('two'));
		const [torn] = (await disk.list(PATH)).filter((entry) => entry.name.startsWith('catalogue-2-'));
		await disk.write([...PATH, torn?.name ?? ''], bytesOf('tw'));
		expect(await newestText(disk)).toBe('one');
	});

	test('a change while the old one is about to be read is no loss: the new one is read [STO-10]', async () => {
		const disk = new BusyDisk();
		await writeCatalogue(disk, PATH, 1, bytesOf('1'));
		for (const changes of [1, 2, 5]) {
			disk.changesLeft = changes;
			const expected = String(disk.generation + changes);
			expect(await newestText(disk)).toBe(expected);
		}
	});

	test('none is found where all are garbage', async () => {
		const disk = new MemoryDisk();
		await disk.write([...PATH, `catalogue-1-${'0'.repeat(32)}.sqlite`], bytesOf('garbage'));
		await disk.write([...PATH, 'catalogue-x.sqlite'], bytesOf('garbage'));
		expect(await newestText(disk)).toBe(null);
	});

	test('a failure after the last byte is none: what lies on the disk decides [STO-4]', async () => {
		const disk = new MemoryDisk();
		await writeCatalogue(new FailingDisk(disk, { at: 1, kind: 'once', done: 1 }), PATH, 1, bytesOf('whole'));
		expect(await newestText(disk)).toBe('whole');
		const torn = new FailingDisk(disk, { at: 1, kind: 'once', done: 0.9 });
		await expect(writeCatalogue(torn, PATH, 2, bytesOf('a longer one'))).rejects.toThrow('full');
		expect(await newestText(disk)).toBe('whole');
	});
});
