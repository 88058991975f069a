import type { Page } from '@playwright/test';

/** Every file that belongs to a source, by path. */
export function storedFiles(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const files: string[] = [];
		async function walk(directory: FileSystemDirectoryHandle, path: string): Promise<void> {
			for await (const [name, handle] of directory.entries()) {
				if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${path}/${name}`);
				else files.push(`${path}/${name}`);
			}
		}
		const root = await navigator.storage.getDirectory();
		await walk(await root.getDirectoryHandle('projects', { create: true }), '');
		return files;
	});
}
