import { asAppError } from '$lib/domain/errors';
import type { AppState } from '$lib/state/app-state.svelte';
import type { SavedQuery } from '$lib/state/saved-queries.svelte';
import { texts } from '../texts';
import type { Command } from './commands';

/** Saves the query tab in front: under the name it has, or else under one that is asked for. */
export function saveQuery(app: AppState): void {
	const { active } = app.tabs;
	if (active?.kind !== 'query') return;
	const saved = app.savedQueries.find(active.savedId);
	const sql = app.tabs.draft(active.id);
	if (saved) void tell(app, app.savedQueries.put({ ...saved, sql, updatedAt: new Date().toISOString() }));
	else if (sql.trim() !== '') app.dialogs.show({ kind: 'save-query', tabId: active.id });
}

/** Goes to the tab of a saved query, or opens one. */
export function openSaved({ tabs }: AppState, { id, sql }: SavedQuery): void {
	tabs.openSaved(id, sql);
}

/** Removes a saved query, with a way back. Its text stays in the tabs that have it. */
export async function removeSaved(app: AppState, query: SavedQuery): Promise<void> {
	const removed = app.savedQueries.remove(query.id).then(() => {
		const undo = () => void tell(app, app.savedQueries.put(query));
		app.notices.add({ kind: 'query-removed', name: query.name, undo });
	});
	await tell(app, removed);
}

/** What can be done with the query tab in front. */
export function queryCommands(app: AppState): Command[] {
	const { active } = app.tabs;
	if (active?.kind !== 'query') return [];
	const { saved } = texts.query;
	const commands: Command[] = [
		{ id: 'save-query', label: saved.command, keys: 'Mod S', run: () => saveQuery(app) }
	];
	if (app.savedQueries.find(active.savedId))
		commands.push({
			id: 'save-query-as',
			label: saved.commandAs,
			run: () => app.dialogs.show({ kind: 'save-query', tabId: active.id })
		});
	return commands;
}

async function tell(app: AppState, work: Promise<unknown>): Promise<void> {
	try {
		await work;
	} catch (thrown) {
		app.notices.add({ kind: 'error', error: asAppError(thrown) });
	}
}
