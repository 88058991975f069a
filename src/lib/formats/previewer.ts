import { AppError } from '$lib/domain/errors';
import type { PreviewerApi } from '$lib/protocol/import-api';
import { isZip, listZipMembers } from './archive/zip';
import { previewDelimited } from './delimited/preview';

const WARM_UP = `id,name,price,day\n${'1,"a name",2.50,2024-01-02\n2,other,3.25,2024-01-03\n'.repeat(400)}`;

/** The previewer of every format that can be imported. It plans a small file at once, so that the first drop finds warm code. */
export function createPreviewer(): PreviewerApi {
	previewDelimited(new File([WARM_UP], 'warm-up.csv'), {}).catch(() => undefined);
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
