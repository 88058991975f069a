import { transferHandlers } from 'comlink';
import { AppError, asAppError, type ErrorCode, type ErrorFacts } from '$lib/domain/errors';

interface ThrownRecord {
	isError: boolean;
	code: ErrorCode;
	message: string;
	facts: ErrorFacts;
	stack: string | undefined;
}

/**
 * Installs the comlink transfer handlers of this app; every thread calls it once, first.
 * Comlink's own handler loses class and code of thrown errors; this one carries AppErrors over whole.
 */
export function installTransferHandlers(): void {
	const original = transferHandlers.get('throw');
	if (!original) throw new Error('comlink has no throw handler');
	transferHandlers.set('throw', {
		canHandle: original.canHandle,
		serialize(thrown: { value: unknown }): [ThrownRecord, Transferable[]] {
			const error = asAppError(thrown.value);
			return [
				{ isError: true, code: error.code, message: error.message, facts: error.facts, stack: error.stack },
				[]
			];
		},
		deserialize(record: ThrownRecord): never {
			const error = new AppError(record.code, record.message, record.facts);
			if (record.stack) error.stack = record.stack;
			throw error;
		}
	});
}
