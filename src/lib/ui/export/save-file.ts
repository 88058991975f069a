import { exportFormats, type ExportFormatId } from '$lib/domain/export/export-format';

interface SavePicker {
	showSaveFilePicker?(options: {
		suggestedName: string;
		types: { accept: Record<string, string[]> }[];
	}): Promise<FileSystemFileHandle>;
}

/**
 * Asks where to save, where the browser can; only while a click is handled.
 * @returns the file; null where the browser only downloads; `dismissed` where the user changed their mind
 */
export async function chooseFile(
	fileName: string,
	format: ExportFormatId
): Promise<FileSystemFileHandle | null | 'dismissed'> {
	const picker = window as SavePicker;
	if (!picker.showSaveFilePicker) return null;
	const { mediaType, extension } = exportFormats[format];
	try {
		return await picker.showSaveFilePicker({
			suggestedName: fileName,
			types: [{ accept: { [mediaType]: [`.${extension}`] } }]
		});
	} catch (cause) {
		if (cause instanceof DOMException && cause.name === 'AbortError') return 'dismissed';
		// frames of other sites, and policies of the browser, may not show it
		return null;
	}
}

/** Hands a file to the browser's downloads. */
export function download(content: Blob, fileName: string): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = fileName;
	link.click();
	// the download has begun by then; a large one goes on without the address
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
