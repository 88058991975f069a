import { AppError } from '$lib/domain/errors';
import type { PreviewerApi } from '$lib/protocol/import-api';
import { isZip, listZipMembers } from './archive/zip';
import { previewDelimited } from './delimited/preview';

/** The previewer of every format that can be imported. */
export function createPreviewer(): PreviewerApi {
	return {
		preview: previewDelimited,
		members: async (file) => ((await hasZipContent(file)) ? listZipMembers(file) : [])
	};
}

async function hasZipContent(file: File): Promise<boolean> {
	try {
		return isZip(new Uint8Array(await file.slice(0, 4).arrayBuffer()));
	} catch (cause) {
		const message = `${file.name} can't be read: it may have been moved, changed or deleted.`;
		throw new AppError('file/unreadable', message, { file: file.name }, { cause });
	}
}
