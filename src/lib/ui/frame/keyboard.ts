import type { AppState } from '$lib/state/app-state.svelte';
import { importPicked } from './commands';
import { firstFocusable } from './focusable';
import { saveQuery } from './saved-query-commands';

export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** A shortcut as its keys are labelled here: `Mod K` is `Ctrl K` or `⌘ K`. */
export function keyLabels(keys: string): string[] {
	return keys
		.split(' ')
		.map((key) => (key === 'Mod' ? (isApple ? '⌘' : 'Ctrl') : key === 'Alt' && isApple ? '⌥' : key));
}

/** The shortcuts that work everywhere. Letters with Alt go by the key's place, as ⌥ types other characters. */
export function handleShortcut(event: KeyboardEvent, app: AppState): void {
	const action = event.defaultPrevented ? null : actionOf(event, app);
	if (!action) return;
	event.preventDefault();
	action();
}

function actionOf(event: KeyboardEvent, app: AppState): (() => void) | null {
	const mod = isApple ? event.metaKey : event.ctrlKey;
	if (mod && !event.altKey && !event.shiftKey) return withMod(event.key.toLowerCase(), app);
	if (event.altKey && !event.ctrlKey && !event.metaKey) return withAlt(event, app);
	if (event.key === 'F1') return () => app.dialogs.show({ kind: 'shortcuts' });
	if (event.key === 'F6') return () => focusNextRegion(event.shiftKey ? -1 : 1);
	return null;
}

function withMod(key: string, app: AppState): (() => void) | null {
	if (key === 'k') return () => app.dialogs.show({ kind: 'palette' });
	if (app.imports.isOpen) return null;
	if (key === 'o') return () => void importPicked(app);
	if (key === 'b') return () => app.panel.toggle();
	if (key === 's' && app.tabs.active?.kind === 'query' && !app.dialogs.open) return () => saveQuery(app);
	return null;
}

function withAlt({ code, shiftKey }: KeyboardEvent, { tabs, imports }: AppState): (() => void) | null {
	if (imports.isOpen) return null;
	if (code === 'KeyN') return () => tabs.openQuery();
	if (code === 'KeyT' && shiftKey) return () => tabs.reopenClosed();
	const { activeId } = tabs;
	if (code === 'KeyW' && activeId) return () => tabs.close(activeId);
	const digit = /^Digit([1-9])$/.exec(code)?.[1];
	return digit && tabs.list.length ? () => tabs.activateAt(Number(digit) - 1) : null;
}

/** Moves the focus to the next part of the page that is marked as a region. */
function focusNextRegion(step: 1 | -1): void {
	const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
		(one) => one.offsetParent
	);
	if (regions.length === 0) return;
	const at = regions.findIndex((region) => region.contains(document.activeElement));
	const next = regions[(at + step + regions.length) % regions.length];
	if (next) (firstFocusable(next) ?? next).focus();
}
