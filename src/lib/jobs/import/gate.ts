import { AppError } from '$lib/domain/errors';
import { isWorthAsking, type VersionChange } from '$lib/domain/versions/version-change';
import type { Confirm } from '$lib/protocol/import-api';
import type { ProgressMeter } from './progress-meter';

interface Asking {
	confirm: Confirm | null;
	meter: ProgressMeter;
	signal: AbortSignal;
}

/**
 * Asks whether a version is to be kept that would change something (SPEC GAT-2, GAT-3). The time until the answer is not
 * counted as the import's.
 * @throws AppError `cancelled` where the answer is no, `import/unconfirmed` where nobody can be asked
 */
export async function passGate(change: VersionChange, { confirm, meter, signal }: Asking): Promise<void> {
	signal.throwIfAborted();
	if (!isWorthAsking(change)) return;
	const { sourceName, fileName } = change;
	if (!confirm)
		throw new AppError(
			'import/unconfirmed',
			`“${sourceName}” asks before a new version is kept, and nobody was there to say yes.`,
			{ name: sourceName, fileName }
		);
	const isKept = await meter.without(Promise.race([confirm(change), aborted(signal)]));
	if (!isKept) throw new AppError('cancelled', 'The new version was not kept.', { isDiscarded: true });
}

function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) =>
		signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
	);
}
