import { asAppError, type AppError } from '$lib/domain/errors';
import type { Version } from '$lib/domain/versions/version';
import type { LibraryApi } from '$lib/protocol/library-api';
import { Latest } from './latest';

export type DetailStatus =
	{ kind: 'loading' } | { kind: 'ready'; versions: readonly Version[] } | { kind: 'failed'; error: AppError };

/** The versions of one source; loads at the start and whenever the library says that the source has changed. */
export class SourceDetail {
	#status = $state.raw<DetailStatus>({ kind: 'loading' });
	readonly #library: Pick<LibraryApi, 'versions'>;
	readonly #latest = new Latest();

	constructor(
		library: Pick<LibraryApi, 'versions'>,
		readonly sourceId: string
	) {
		this.#library = library;
		void this.reload();
	}

	get status(): DetailStatus {
		return this.#status;
	}

	/** Ascending; empty while loading. */
	readonly versions = $derived<readonly Version[]>(
		this.#status.kind === 'ready' ? this.#status.versions : []
	);

	async reload(): Promise<void> {
		const isLatest = this.#latest.begin();
		try {
			const versions = await this.#library.versions(this.sourceId);
			if (isLatest()) this.#status = { kind: 'ready', versions };
		} catch (thrown) {
			if (isLatest()) this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
	}

	/** @param version null for the newest */
	find(version: number | null): Version | null {
		if (version === null) return this.versions.at(-1) ?? null;
		return this.versions.find((one) => one.version === version) ?? null;
	}
}
