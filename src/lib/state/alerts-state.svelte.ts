import { sourceAlerts, storageAlerts, type Alert } from '$lib/domain/quality/alerts';
import type { SourceSummary } from '$lib/domain/sources/source';
import type { LibraryApi } from '$lib/protocol/library-api';
import { Latest } from './latest';
import type { Settings } from './settings';
import type { StorageState } from './storage-state.svelte';
import type { Workspace } from './workspace.svelte';

/** Dismissed alerts that are remembered. */
const DISMISSED_KEPT = 500;

/** What deserves a look, quietly: made anew whenever sources change. */
export class AlertsState {
	#found = $state.raw<readonly Alert[]>([]);
	#dismissed = $state.raw<readonly string[]>([]);
	readonly #latest = new Latest();

	constructor(
		private readonly library: Pick<LibraryApi, 'quality' | 'versions'>,
		private readonly workspace: Pick<Workspace, 'sources'>,
		private readonly storage: Pick<StorageState, 'status'>,
		private readonly settings: Settings
	) {}

	readonly list = $derived.by<readonly Alert[]>(() => {
		const storage = this.storage.status ? storageAlerts(this.storage.status) : [];
		return [...storage, ...this.#found].filter(({ id }) => !this.#dismissed.includes(id));
	});

	async restore(): Promise<void> {
		this.#dismissed = (await this.settings.load('dismissedAlerts')) ?? [];
	}

	/** Looks again; reads what it depends on at once, so that an effect follows it. */
	follow(): void {
		const sources = this.workspace.sources.filter(({ status }) => status === 'ready');
		const isLatest = this.#latest.begin();
		void Promise.all(sources.map((source) => this.#alertsOf(source))).then((found) => {
			if (isLatest()) this.#found = found.flat();
		});
	}

	dismiss(id: string): void {
		this.#dismissed = [...this.#dismissed, id].slice(-DISMISSED_KEPT);
		this.settings.save('dismissedAlerts', [...this.#dismissed]);
	}

	async #alertsOf({ id, name }: SourceSummary): Promise<Alert[]> {
		try {
			const [{ failures, judgements }, versions] = await Promise.all([
				this.library.quality(id),
				this.library.versions(id)
			]);
			const judgementOf = (version: number) =>
				judgements.find((one) => one.version === version)?.judgement ?? null;
			return sourceAlerts({
				sourceId: id,
				sourceName: name,
				failures,
				versions: versions.map(({ version, receipt }) => ({
					version,
					receipt,
					judgement: judgementOf(version)
				}))
			});
		} catch {
			// a source that can't be read says so itself
			return [];
		}
	}
}
