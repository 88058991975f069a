/** Every file below a folder of the private file system, by its path, with its size. */
export async function listOpfs(...path: string[]): Promise<Map<string, number>> {
	let folder = await navigator.storage.getDirectory();
	for (const name of path) folder = await folder.getDirectoryHandle(name);
	const files = new Map<string, number>();
	for await (const [name, handle] of folder.entries()) {
		if (handle instanceof FileSystemFileHandle) files.set(name, (await handle.getFile()).size);
		else for (const [inner, size] of await listOpfs(...path, name)) files.set(`${name}/${inner}`, size);
	}
	return files;
}

/** Replaces a file of the private file system. */
export async function replaceInOpfs(path: string[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
	let folder = await navigator.storage.getDirectory();
	for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
	const file = await folder.getFileHandle(path.at(-1) ?? '');
	const writable = await file.createWritable();
	await writable.write(bytes);
	await writable.close();
}
