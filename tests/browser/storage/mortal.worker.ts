import { expose } from 'comlink';
import { AppError } from '$lib/domain/errors';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();

/** A worker that can be made to die. */
export const mortal = {
	echo: async (value: number) => value,
	wait: () => new Promise<void>(() => undefined),
	fail: async (): Promise<void> => {
		throw new AppError('storage/full', 'Full.', { file: 'x' });
	},
	failLater: async (): Promise<void> => {
		setTimeout(() => {
			throw new Error('outside of a call');
		}, 0);
	}
};

expose(mortal);
