import { texts } from '../texts';

/** Files that systems put beside real ones. */
const JUNK = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** True where a drag or a paste carries files. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
	return transfer?.types.includes('Files') ?? false;
}

/** Every file of a drop, those inside dropped folders included, by path. */
export async function filesFromDrop(transfer: DataTransfer): Promise<File[]> {
	// Entries must be taken before the first await: afterwards the transfer is empty.
	const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
	const plain = [...transfer.files];
	if (!entries.some((entry) => entry?.isDirectory)) return plain.filter((file) => !JUNK.has(file.name));
	const nested = await Promise.all(entries.filter((entry) => entry !== null).map(filesInEntry));
	return nested.flat().filter((file) => !JUNK.has(file.name) && !file.name.startsWith('._'));
}

async function filesInEntry(entry: FileSystemEntry): Promise<File[]> {
	if (entry.isFile) {
		const file = entry as FileSystemFileEntry;
		return [await new Promise<File>((resolve, reject) => file.file(resolve, reject))];
	}
	const children = await childrenOf(entry as FileSystemDirectoryEntry);
	children.sort((a, b) => (a.name < b.name ? -1 : 1));
	return (await Promise.all(children.map(filesInEntry))).flat();
}

/** The platform hands out a folder in portions; an empty one is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const all: FileSystemEntry[] = [];
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (some.length === 0) return all;
		all.push(...some);
	}
}

/**
 * Files on the clipboard, or its text as a file where it looks like a table or like JSON; otherwise nothing. The name
 * promises no format: the text tells.
 */
export function filesFromPaste(transfer: DataTransfer): File[] {
	if (transfer.files.length > 0) return [...transfer.files];
	const text = transfer.getData('text/plain');
	if (!/[\n\t]|^(\[.*\]|\{.*\})$/s.test(text.trim())) return [];
	return [new File([text], texts.import.pastedName, { type: 'text/plain' })];
}

/** Asks for files with the browser's picker; empty when the user chose none. */
export function pickFiles(): Promise<File[]> {
	return new Promise((resolve) => {
		const input = document.createElement('input');
		input.type = 'file';
		input.multiple = true;
		// In the page while it is open: some browsers forget one that nothing holds, and its answer with it.
		input.hidden = true;
		document.body.append(input);
		const answer = () => {
			input.remove();
			resolve([...(input.files ?? [])]);
		};
		input.addEventListener('change', answer);
		input.addEventListener('cancel', answer);
		input.click();
	});
}

/** True where a paste belongs to the element the cursor is in. */
export function takesText(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || target.closest('input, textarea, select') !== null;
}
