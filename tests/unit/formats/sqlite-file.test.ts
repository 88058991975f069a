import initSqlJs from 'sql.js';
import { describe, expect, test } from 'vitest';
import { inspectHeader } from '$lib/formats/sqlite/header';
import { checkSqliteFile } from '$lib/formats/sqlite/open-file';

const { Database } = await initSqlJs();

function database(...statements: string[]): Uint8Array<ArrayBuffer> {
	const made = new Database();
	for (const statement of statements) made.run(statement);
	return Uint8Array.from(made.export());
}

const sound = database('CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)');
const check = (bytes: Uint8Array<ArrayBuffer>, name = 'a.db') => checkSqliteFile(new File([bytes], name));

describe('the header of SQLite files', () => {
	test('a sound file says its page size and encoding', () => {
		expect(inspectHeader(sound, sound.length, 'a.db')).toEqual({
			kind: 'sound',
			header: { pageBytes: 4096, pageCount: sound.length / 4096, isWal: false, encoding: 'UTF-8' }
		});
	});

	test('other files, empty ones and text are told', async () => {
		await expect(check(new Uint8Array())).rejects.toMatchObject({ code: 'file/empty' });
		await expect(check(new TextEncoder().encode('a,b\n1,2\n'))).rejects.toMatchObject({
			code: 'file/unknown-format'
		});
	});

	test('noise in whole pages under a name of SQLite is encrypted, text is not', async () => {
		const noise = crypto.getRandomValues(new Uint8Array(8192));
		await expect(check(noise, 'secret.sqlite')).rejects.toMatchObject({ code: 'file/encrypted' });
		await expect(check(noise, 'secret.bin')).rejects.toMatchObject({ code: 'file/unknown-format' });
		const text = new TextEncoder().encode('x'.repeat(8192));
		await expect(check(text, 'secret.sqlite')).rejects.toMatchObject({ code: 'file/unknown-format' });
	});

	test('a file that is cut off is damaged, wherever it ends', async () => {
		const whole = database('CREATE TABLE t (x)', "INSERT INTO t VALUES (printf('%.*c', 20000, 'x'))");
		for (const end of [50, 99, 600, 4096, whole.length - 1]) {
			const error = await check(whole.slice(0, end)).catch((thrown: unknown) => thrown);
			expect(error).toMatchObject({ code: 'file/damaged' });
		}
		expect((await check(whole)).warnings).toEqual([]);
	});

	test('impossible page sizes and versions are damage', () => {
		const broken = Uint8Array.from(sound);
		new DataView(broken.buffer).setUint16(16, 1000);
		expect(inspectHeader(broken, broken.length, 'a.db').kind).toBe('damaged');
		const later = Uint8Array.from(sound);
		later[19] = 9;
		expect(inspectHeader(later, later.length, 'a.db').kind).toBe('damaged');
	});
});
