import type { Settings } from './settings';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** Light, dark, or as the system says. */
export class ThemeState {
	#choice = $state.raw<ThemeChoice>('system');
	readonly #settings: Settings;

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	get choice(): ThemeChoice {
		return this.#choice;
	}

	async restore(): Promise<void> {
		const kept = await this.#settings.load('theme');
		if (kept && THEME_CHOICES.includes(kept)) this.#choice = kept;
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		this.#settings.save('theme', choice);
	}
}
