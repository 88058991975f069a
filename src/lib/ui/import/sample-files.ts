import { asAppError } from '$lib/domain/errors';
import { loadPackedAsset } from '$lib/protocol/packed-asset';

const NAMES = ['orders-2026-09-07.csv', 'orders-2026-09-14.csv', 'orders-2026-09-21.csv'];

/** The bundled sample: three weekly exports, oldest first. @param urlOf the address of a static file */
export async function sampleFiles(urlOf: (path: string) => string): Promise<File[]> {
	try {
		return await Promise.all(
			NAMES.map(async (name) => {
				const content = await loadPackedAsset(urlOf(`/samples/${name}.bin`), 'text/csv');
				return new File([content], name, { type: 'text/csv' });
			})
		);
	} catch (error) {
		throw asAppError(error, 'file/unreadable');
	}
}
