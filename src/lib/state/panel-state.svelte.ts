import type { Settings } from './settings';

export interface PanelSetting {
	widthPx: number;
	open: boolean;
}

export const PANEL_WIDTH_PX = { least: 180, usual: 260, most: 520 } as const;

/** The sources panel: its width and whether it is open. On narrow screens it is a drawer, closed at first. */
export class PanelState {
	#setting = $state.raw<PanelSetting>({ widthPx: PANEL_WIDTH_PX.usual, open: true });
	#drawerOpen = $state.raw(false);
	readonly #settings: Settings;

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	get widthPx(): number {
		return this.#setting.widthPx;
	}

	get open(): boolean {
		return this.#setting.open;
	}

	get drawerOpen(): boolean {
		return this.#drawerOpen;
	}

	async restore(): Promise<void> {
		const kept = await this.#settings.load('panel');
		if (kept) this.#setting = { widthPx: clampWidth(kept.widthPx), open: kept.open !== false };
	}

	resize(widthPx: number): void {
		this.#change({ ...this.#setting, widthPx: clampWidth(widthPx) });
	}

	toggle(): void {
		this.#change({ ...this.#setting, open: !this.#setting.open });
	}

	setDrawer(open: boolean): void {
		this.#drawerOpen = open;
	}

	#change(setting: PanelSetting): void {
		this.#setting = setting;
		this.#settings.save('panel', setting);
	}
}

function clampWidth(widthPx: number): number {
	if (!Number.isFinite(widthPx)) return PANEL_WIDTH_PX.usual;
	return Math.min(PANEL_WIDTH_PX.most, Math.max(PANEL_WIDTH_PX.least, Math.round(widthPx)));
}
