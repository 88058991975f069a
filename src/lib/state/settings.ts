import type { ColumnLayout } from '$lib/domain/grid/column-layout';
import { openConfig } from '$lib/storage/config/config';
import type { ThemeChoice } from './theme-state.svelte';
import type { SavedTabs } from './tabs-state.svelte';
import type { KeptCounts } from './change-counting.svelte';
import type { PanelSetting } from './panel-state.svelte';

/** Where settings are kept; values are plain data. */
export interface SettingsKeeper {
	read(key: string): Promise<unknown>;
	write(key: string, value: unknown): Promise<void>;
}

/** The settings of the app, by key. */
export interface SettingValues {
	theme: ThemeChoice;
	panel: PanelSetting;
	tabs: SavedTabs;
	/** Ids of alerts that were dismissed. */
	dismissedAlerts: string[];
	/** How the columns of a source (or of one of its tables) are arranged. */
	[columns: `columns:${string}`]: ColumnLayout;
	/** By source id: changes counted between versions. */
	[changes: `changes:${string}`]: KeptCounts;
}

/**
 * Typed settings. Writes of one key never overtake each other: while one is under way only the newest value waits.
 * A browser that keeps nothing loses the setting, not the work: failures to keep are passed over.
 */
export class Settings {
	readonly #keeper: SettingsKeeper;
	readonly #waiting = new Map<string, unknown>();
	readonly #writing = new Set<string>();

	constructor(keeper: SettingsKeeper) {
		this.#keeper = keeper;
	}

	/** @returns what was kept, or undefined; not checked beyond its presence. */
	async load<K extends keyof SettingValues>(key: K): Promise<SettingValues[K] | undefined> {
		try {
			return (await this.#keeper.read(key)) as SettingValues[K] | undefined;
		} catch {
			return undefined;
		}
	}

	save<K extends keyof SettingValues>(key: K, value: SettingValues[K]): void {
		this.#waiting.set(key, value);
		if (!this.#writing.has(key)) void this.#write(key);
	}

	async #write(key: string): Promise<void> {
		this.#writing.add(key);
		while (this.#waiting.has(key)) {
			const value = this.#waiting.get(key);
			this.#waiting.delete(key);
			await this.#keeper.write(key, value).catch(() => undefined);
		}
		this.#writing.delete(key);
	}
}

/** Settings in the configuration's own place; it is opened with the first use. */
export function openSettings(): SettingsKeeper {
	let opened: Promise<SettingsKeeper> | null = null;
	const settings = () => (opened ??= openConfig().then((config) => config.settings));
	return {
		read: async (key) => (await settings()).read(key),
		write: async (key, value) => (await settings()).write(key, value)
	};
}
