import { createContext } from 'svelte';
import type { AppClient } from './client-shape';
import { ChangeCounting } from './change-counting.svelte';
import { DiffTabs } from './diff-tabs';
import { AlertsState } from './alerts-state.svelte';
import { DialogState } from './dialog-state.svelte';
import { ExportState } from './export-state.svelte';
import { ImportState } from './import-state.svelte';
import { JobsState } from './jobs-state.svelte';
import { NoticesState } from './notices-state.svelte';
import { OfflineState } from './offline-state.svelte';
import { PanelState } from './panel-state.svelte';
import { QueryTabs } from './query-tabs';
import { RejectsWorkbenches } from './rejects-workbench.svelte';
import { RenameGuessing } from './rename-guessing.svelte';
import { SavedQueries } from './saved-queries.svelte';
import { Settings, type SettingsKeeper } from './settings';
import { StorageState } from './storage-state.svelte';
import { StatusState } from './status-state.svelte';
import { TabsState, type WindowKeeper } from './tabs-state.svelte';
import { ThemeState } from './theme-state.svelte';
import { Workspace } from './workspace.svelte';

/** Everything the screen shows. Made once by the layout and handed down by context. */
export class AppState {
	readonly jobs = new JobsState();
	readonly notices = new NoticesState();
	readonly dialogs = new DialogState();
	readonly offline = new OfflineState();
	readonly status = new StatusState();
	readonly savedQueries = new SavedQueries();
	readonly settings: Settings;
	readonly storage: StorageState;
	readonly workspace: Workspace;
	readonly imports: ImportState;
	readonly alerts: AlertsState;
	readonly exports: ExportState;
	readonly theme: ThemeState;
	readonly panel: PanelState;
	readonly tabs: TabsState;
	readonly queries: QueryTabs;
	readonly diffs: DiffTabs;
	readonly changes: ChangeCounting;
	readonly renameGuessing: RenameGuessing;
	readonly workbenches: RejectsWorkbenches;

	constructor(client: AppClient, keeper: SettingsKeeper, window: WindowKeeper) {
		const settings = new Settings(keeper);
		this.settings = settings;
		this.storage = new StorageState(client.library);
		this.workspace = new Workspace(client, this.storage);
		this.imports = new ImportState(
			client,
			this.workspace,
			this.jobs,
			this.notices,
			() => this.dialogs.open !== null || this.exports.subject !== null
		);
		this.exports = new ExportState(client);
		this.alerts = new AlertsState(client.library, this.workspace, this.storage, settings);
		this.theme = new ThemeState(settings);
		this.panel = new PanelState(settings);
		this.tabs = new TabsState(settings, window);
		this.queries = new QueryTabs(client.query);
		this.diffs = new DiffTabs(client);
		this.changes = new ChangeCounting(client, settings, () => this.diffs.hold());
		this.workbenches = new RejectsWorkbenches(client);
		this.renameGuessing = new RenameGuessing(client, () => this.diffs.hold());
		$effect.root(() => {
			$effect(() => this.alerts.follow());
			$effect(() => this.queries.keepOnly(this.tabs.list.map(({ id }) => id)));
			$effect(() => this.diffs.keepOnly(this.tabs.list.map(({ id }) => id)));
		});
		this.workspace.onSourceRemoved((sourceId) => {
			this.tabs.forgetSource(sourceId);
			this.changes.forget(sourceId);
		});
	}

	/** What must stand before the first picture. */
	async restore(): Promise<void> {
		await Promise.all([this.theme.restore(), this.panel.restore(), this.tabs.restore()]);
	}

	async start(): Promise<void> {
		const { client } = this.workspace;
		void this.offline.watch(client.query.open(), () => client.importsDone());
		await this.workspace.start();
		void this.savedQueries.load().catch(() => undefined);
		await this.alerts.restore();
		await this.workspace.refreshEngine();
	}
}

export const [getApp, setApp] = createContext<AppState>();
