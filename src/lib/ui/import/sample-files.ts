import { AppError } from '$lib/domain/errors';

const NAMES = ['orders-2026-09-07.csv', 'orders-2026-09-14.csv', 'orders-2026-09-21.csv'];

/** The bundled sample: three weekly exports, oldest first. @param urlOf the address of a static file */
export async function sampleFiles(urlOf: (path: string) => string): Promise<File[]> {
	return Promise.all(
		NAMES.map(async (name) => {
			const response = await fetch(urlOf(`/samples/${name}`));
			if (!response.ok)
				throw new AppError('file/unreadable', `The sample ${name} is missing.`, { file: name });
			return new File([await response.blob()], name, { type: 'text/csv' });
		})
	);
}
