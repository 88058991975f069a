import { asset, resolve } from '$app/paths';
import { goto } from '$app/navigation';
import { asAppError } from '$lib/domain/errors';
import type { AppState } from '$lib/state/app-state.svelte';
import { THEME_CHOICES } from '$lib/state/theme-state.svelte';
import { pickFiles } from '../import/files-from';
import { sampleFiles } from '../import/sample-files';
import { texts } from '../texts';
import { queryCommands } from './saved-query-commands';

/** Something the user can do from anywhere. */
export interface Command {
	id: string;
	label: string;
	/** Shown beside it; `Mod` is Ctrl or ⌘. */
	keys?: string;
	run: () => void;
}

/** Chooses files with the browser's picker and opens the import dialog. @param sourceId to add versions to */
export async function importPicked(app: AppState, sourceId: string | null = null): Promise<void> {
	await app.imports.add(await pickFiles(), sourceId);
}

/** Imports the bundled sample through the normal pipeline and opens it. */
export async function importSample(app: AppState): Promise<void> {
	try {
		const files = await sampleFiles(asset);
		await app.imports.importSeries(files, texts.empty.sampleSource, ({ sourceId, version }) => {
			if (version === 1) app.tabs.openSource(sourceId, 'versions');
		});
	} catch (thrown) {
		app.notices.add({ kind: 'error', error: asAppError(thrown) });
	}
}

/** The last two versions of the source that is open, or else of each. */
function comparisons({ tabs, workspace }: AppState): Command[] {
	const active = tabs.active;
	const shown = active && 'sourceId' in active ? active.sourceId : null;
	return workspace.sources
		.filter(({ id, versions, status }) => versions > 1 && status !== 'damaged' && (shown ?? id) === id)
		.map(({ id, name }) => ({
			id: `compare-${id}`,
			label: texts.diff.commandNewest(name),
			run: () => void compareNewest(workspace.client.library, tabs, id)
		}));
}

async function compareNewest(
	library: AppState['workspace']['client']['library'],
	tabs: AppState['tabs'],
	sourceId: string
): Promise<void> {
	const [before, newest] = (await library.versions(sourceId)).slice(-2);
	if (before && newest) tabs.openDiff(sourceId, before.version, newest.version);
}

/** The rules of a source's time line, and whether it asks first. */
function keepings({ tabs, workspace, dialogs }: AppState): Command[] {
	const active = tabs.active;
	if (active?.kind !== 'source') return [];
	const source = workspace.source(active.sourceId);
	if (!source || source.status === 'damaged' || source.kind === 'sqlite') return [];
	const { id, name } = source;
	return [
		{
			id: 'keep-versions',
			label: texts.import.gate.command(name),
			run: () => dialogs.show({ kind: 'retention', sourceId: id, name })
		}
	];
}

/** The commands that can be run now. */
export function availableCommands(app: AppState): Command[] {
	const { palette } = texts;
	const { tabs } = app;
	const commands: Command[] = [
		{ id: 'import', label: palette.importFiles, keys: 'Mod O', run: () => void importPicked(app) },
		{
			id: 'import-url',
			label: palette.importUrl,
			run: () => app.dialogs.show({ kind: 'import-url' })
		},
		{ id: 'query', label: palette.newQuery, keys: 'Alt N', run: () => tabs.openQuery() },
		{ id: 'panel', label: palette.togglePanel, keys: 'Mod B', run: () => app.panel.toggle() }
	];
	commands.push(...queryCommands(app));
	const { offered } = app.exports;
	if (offered) {
		commands.push({ id: 'export', label: texts.export.command, run: () => app.exports.show(offered()) });
	}
	if (tabs.activeId !== null) {
		const id = tabs.activeId;
		commands.push({ id: 'close', label: palette.closeTab, keys: 'Alt W', run: () => tabs.close(id) });
	}
	if (tabs.canReopen)
		commands.push({
			id: 'reopen',
			label: palette.reopenTab,
			keys: 'Alt Shift T',
			run: () => tabs.reopenClosed()
		});
	commands.push({
		id: 'compare',
		label: texts.diff.compareCommand,
		run: () => app.dialogs.show({ kind: 'compare', from: null, to: null, tabId: null })
	});
	commands.push(...comparisons(app), ...keepings(app));
	commands.push({ id: 'sample', label: palette.sample, run: () => void importSample(app) });
	if (app.storage.status?.mode === 'opfs' && !app.storage.status.persisted)
		commands.push({ id: 'persist', label: palette.persist, run: () => void app.storage.persist() });
	for (const choice of THEME_CHOICES)
		commands.push({
			id: `theme-${choice}`,
			label: palette.theme[choice],
			run: () => app.theme.choose(choice)
		});
	commands.push(
		{
			id: 'shortcuts',
			label: palette.shortcuts,
			keys: 'F1',
			run: () => app.dialogs.show({ kind: 'shortcuts' })
		},
		{ id: 'self-test', label: palette.selfTest, run: () => void goto(resolve('/self-test' as '/')) }
	);
	return commands;
}
