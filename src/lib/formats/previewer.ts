import { AppError } from '$lib/domain/errors';
import type { ImportOptions, PreviewerApi } from '$lib/protocol/import-api';
import { isZip, listZipMembers } from './archive/zip';
import { previewDelimited } from './delimited/preview';
import type { Preview } from './format';
import { tableReader } from './readers';
import { openFile } from './recognise';
import type { ReaderTools } from './table-reader';

const WARM_UP = `id,name,price,day\n${'1,"a name",2.50,2024-01-02\n2,other,3.25,2024-01-03\n'.repeat(400)}`;

/** The previewer of every format that can be imported. It plans a small file at once, so that the first drop finds warm code. */
export function createPreviewer(tools: ReaderTools): PreviewerApi {
	const preview = (
		file: File,
		options: ImportOptions,
		table: string | null = null,
		companion: File | null = null
	) => previewFile(file, options, table, companion, tools);
	preview(new File([WARM_UP], 'warm-up.csv'), {}).catch(() => undefined);
	return {
		preview,
		members: async (file) => ((await hasZipContent(file)) ? listZipMembers(file) : [])
	};
}

async function previewFile(
	file: File,
	options: ImportOptions,
	table: string | null,
	companion: File | null,
	tools: ReaderTools
): Promise<Preview> {
	const { input, format, warnings } = await openFile(file, options, companion);
	const preview =
		format === 'delimited'
			? await previewDelimited(input, options)
			: await (await tableReader(format)).preview(input, options, table, tools);
	return { ...preview, warnings: [...warnings, ...preview.warnings] };
}

async function hasZipContent(file: File): Promise<boolean> {
	try {
		return isZip(new Uint8Array(await file.slice(0, 4).arrayBuffer()));
	} catch (cause) {
		const message = `${file.name} can't be read: it may have been moved, changed or deleted.`;
		throw new AppError('file/unreadable', message, { file: file.name }, { cause });
	}
}
