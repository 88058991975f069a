import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseDisk } from '$lib/storage/sources/choose-disk';

afterEach(() => void vi.unstubAllGlobals());

/** A browser whose private file system has one file, with `access` as its way to write to it. */
function stubBrowser(access: () => unknown, isSecureContext = true) {
	let stored = new Uint8Array();
	const handle = {
		createSyncAccessHandle: async () => access(),
		getFile: async () => new File([stored], 'probe')
	};
	const root = { getFileHandle: async () => handle, removeEntry: async () => undefined };
	vi.stubGlobal('isSecureContext', isSecureContext);
	vi.stubGlobal('navigator', {
		storage: { getDirectory: async () => root },
		locks: { request: (_name: string, held: () => Promise<void>) => held() }
	});
	return {
		truncate: () => undefined,
		write: (bytes: Uint8Array<ArrayBuffer>) => (stored = bytes.slice()).length,
		flush: () => undefined,
		close: () => undefined
	};
}

describe('the choice of the disk [STO-1]', () => {
	test('is the private file system where it works', async () => {
		const access = stubBrowser(() => access);
		expect(await chooseDisk()).toMatchObject({ disk: { mode: 'opfs' }, reason: null });
	});

	test.each([
		[
			'throws',
			() =>
				stubBrowser(() => {
					throw new TypeError('not supported here');
				}),
			'not supported here'
		],
		[
			'loses what is written',
			() => {
				const access = stubBrowser(() => ({ ...access, write: (bytes: Uint8Array) => bytes.length }));
			},
			'does not come back'
		],
		['is not offered without https', () => void stubBrowser(() => null, false), 'https'],
		['is missing', () => void vi.stubGlobal('navigator', {}), 'private file storage']
	])('is memory where it %s, with a reason', async (_what, stub, reason) => {
		vi.stubGlobal('isSecureContext', true);
		stub();
		const chosen = await chooseDisk();
		expect(chosen.disk.mode).toBe('memory');
		expect(chosen.reason).toContain(reason);
		expect(chosen.reason).toContain('gone when the tab is closed');
	});

	test('is the private file system though it is full: what is stored there must be found', async () => {
		stubBrowser(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		expect(await chooseDisk()).toMatchObject({ disk: { mode: 'opfs' }, reason: null });
	});
});
