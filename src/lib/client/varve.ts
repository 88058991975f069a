import { AppError } from '$lib/domain/errors';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Rule } from '$lib/domain/quality/rule';
import { settingsFromJson, settingsToJson } from '$lib/domain/quality/settings';
import type { ExportFormatId } from '$lib/domain/export/export-format';
import { checkedOptions } from '$lib/domain/export/export-options';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { VersionChange } from '$lib/domain/versions/version-change';
import type { ImportOptions } from '$lib/protocol/import-api';
import type { EngineChoice, ResultProgress } from '$lib/protocol/query-api';
import { diffQueries, diffVersions } from './diff-command';
import type {
	VarveApi,
	VarveDiff,
	VarveDiffOptions,
	VarveDiffSide,
	VarveExportOptions,
	VarveImportOptions,
	VarveProfile,
	VarveQueryResult,
	VarveReject,
	VarveSource,
	VarveVersion
} from './varve-api';
import type { WorkspaceClient } from './workspace-client';

/** The commands of `window.varve` over the workers of this tab. Every command waits until storage is open. */
export class Varve implements VarveApi {
	readonly apiVersion = 1;
	readonly #client: WorkspaceClient;

	constructor(client: WorkspaceClient) {
		this.#client = client;
	}

	get ready(): Promise<void> {
		return this.#client.ready;
	}

	async importFile(file: File, options: VarveImportOptions = {}): Promise<Receipt> {
		await this.ready;
		const { source, as, signal, onProgress, keepBlocked, companion, confirm, ...formatOptions } = options;
		const importOptions: ImportOptions = formatOptions;
		const target = await this.#client.importTarget(file, { source, as, member: importOptions.member });
		const request = {
			importId: crypto.randomUUID(),
			file,
			options: importOptions,
			companion,
			keepBlocked,
			askFirst: confirm !== undefined,
			...target
		};
		const ask = confirm && (async (change: VersionChange) => confirm(change));
		return this.#client.importFile(request, { signal, onProgress, confirm: ask });
	}

	async importUrl(url: string, options: VarveImportOptions = {}): Promise<Receipt> {
		const file = await this.#client.download(url, { signal: options.signal });
		return this.importFile(file, options);
	}

	async asksFirst(source: string): Promise<boolean> {
		await this.ready;
		return (await this.#client.library.timelineSettings(await this.#client.sourceId(source))).gate;
	}

	async setAsksFirst(source: string, asks: boolean): Promise<void> {
		await this.ready;
		const { library } = this.#client;
		const id = await this.#client.sourceId(source);
		await library.saveTimelineSettings(id, { ...(await library.timelineSettings(id)), gate: asks });
	}

	async sources(): Promise<VarveSource[]> {
		await this.ready;
		const sources = await this.#client.library.sources();
		return sources.map(({ id, name, kind, versions, rows, storedBytes, status }) => ({
			id,
			name,
			kind,
			versions,
			rows,
			storedBytes,
			status
		}));
	}

	async versions(source: string): Promise<VarveVersion[]> {
		await this.ready;
		const versions = await this.#client.library.versions(await this.#client.sourceId(source));
		return versions.map(({ version, committedAt, tables, storedBytes, sha256 }) => ({
			version,
			committedAt,
			tables: tables.map(({ name, rows, columns }) => ({
				name,
				rows,
				columns: columns.map(({ name, type }) => ({ name, type }))
			})),
			storedBytes,
			sha256
		}));
	}

	async rejects(source: string, version?: number): Promise<VarveReject[]> {
		await this.ready;
		const id = await this.#client.sourceId(source);
		const [found, versions] = [
			await this.#client.library.findSource(id),
			await this.#client.library.versions(id)
		];
		const wanted = version ?? found?.newestVersion;
		if (!versions.some((known) => known.version === wanted)) {
			const message = `“${found?.name ?? source}” has no version ${wanted ?? 1}.`;
			throw new AppError('version/unknown', message, { source, version: wanted ?? null });
		}
		const name = quoteIdentifier(`${found?.name ?? source}@${wanted}.rejects`);
		const { rows } = await this.query(
			`SELECT "table", record, byte_offset, raw, "column", code, message FROM ${name} ORDER BY record`
		);
		return rows.map(([table, record, byteOffset, raw, column, code, message]) => ({
			table: String(table),
			record: Number(record),
			byteOffset: byteOffset === null ? null : Number(byteOffset),
			raw: String(raw),
			column: column === null ? null : String(column),
			code: String(code),
			message: String(message)
		}));
	}

	async query(
		sql: string,
		options: { maxRows?: number; signal?: AbortSignal; engine?: EngineChoice } = {}
	): Promise<VarveQueryResult> {
		await this.ready;
		const { query } = this.#client;
		let finish: (progress: ResultProgress) => void;
		const finished = new Promise<ResultProgress>((resolve) => (finish = resolve));
		const follow = (progress: ResultProgress) => {
			if (progress.complete || progress.error) finish(progress);
		};
		const handle = await query.run(
			{ queryId: crypto.randomUUID(), sql, engine: options.engine ?? 'auto' },
			follow,
			options.signal
		);
		try {
			const progress = handle.progress.complete ? handle.progress : await finished;
			if (progress.error) throw asThrown(progress.error);
			const { rowCount, elapsedMs } = progress;
			const rows = await query.rows(handle, 0, Math.min(rowCount, options.maxRows ?? Infinity));
			const note = handle.note ?? { engine: 'duckdb', fromCache: false, brought: [] };
			return { columns: handle.columns, rows, rowCount, elapsedMs, note };
		} finally {
			// nobody waits for the rows to be forgotten
			query.release(handle.resultId).catch(() => undefined);
		}
	}

	async diff(source: string, from: number, to: number, options: VarveDiffOptions = {}): Promise<VarveDiff> {
		await this.ready;
		return diffVersions(this.#client, source, from, to, options);
	}

	async diffQueries(
		from: VarveDiffSide,
		to: VarveDiffSide,
		options: Omit<VarveDiffOptions, 'table'> = {}
	): Promise<VarveDiff> {
		await this.ready;
		return diffQueries(this.#client, from, to, options);
	}

	async profile(
		source: string,
		{ version, table, signal }: { version?: number; table?: string; signal?: AbortSignal } = {}
	): Promise<VarveProfile> {
		await this.ready;
		const found = await this.#client.library.findSource(await this.#client.sourceId(source));
		const name = `${found?.name ?? source}${version ? `@${version}` : ''}${table ? `.${table}` : ''}`;
		const { query } = this.#client;
		const profile = await query.profile({ queryId: crypto.randomUUID(), name }, signal);
		const columns: VarveProfile['columns'] = [];
		for (const column of profile.columns) {
			const { index, range, distinct } = column;
			const request = { queryId: crypto.randomUUID(), name, index, range, distinct, filters: [] };
			columns.push({ ...column, chart: (await query.profileChart(request, signal)).chart });
		}
		return { ...profile, columns };
	}

	async rules(source: string): Promise<Rule[]> {
		await this.ready;
		const { settings } = await this.#client.library.quality(await this.#client.sourceId(source));
		return [...settings.rules];
	}

	async setRules(source: string, rules: Rule[]): Promise<void> {
		await this.ready;
		const id = await this.#client.sourceId(source);
		const { settings } = await this.#client.library.quality(id);
		const read = settingsFromJson(settingsToJson({ rules, thresholds: [] }));
		await this.#client.library.saveQuality(id, { ...settings, rules: read.rules });
	}

	async quality(source: string, version?: number): Promise<Judgement | null> {
		await this.ready;
		const id = await this.#client.sourceId(source);
		const wanted = version ?? (await this.#client.library.findSource(id))?.newestVersion;
		const { judgements } = await this.#client.library.quality(id);
		return judgements.find((one) => one.version === wanted)?.judgement ?? null;
	}

	async exportQuery(
		sql: string,
		format: ExportFormatId,
		{ signal, onProgress, ...given }: VarveExportOptions = {}
	): Promise<Blob> {
		await this.ready;
		const options = checkedOptions(format, given);
		const { query, exporter } = this.#client;
		const handle = await query.run({ queryId: crypto.randomUUID(), sql }, undefined, signal);
		try {
			const { resultId, columns } = handle;
			const request = { resultId, columns, part: null, format, options, file: null };
			const { blob } = await exporter.run(request, { signal, onProgress });
			return blob ?? new Blob();
		} finally {
			await query.release(handle.resultId);
		}
	}

	async openFile(file: File, options: { as?: string; wal?: File } = {}): Promise<Receipt> {
		await this.ready;
		return this.#client.openFile(file, options);
	}

	async restoreVersion(
		source: string,
		version: number,
		run: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {}
	): Promise<Receipt> {
		await this.ready;
		const sourceId = await this.#client.sourceId(source);
		return this.#client.restoreVersion({ importId: crypto.randomUUID(), sourceId, version }, run);
	}

	async removeVersion(source: string, version: number): Promise<void> {
		await this.ready;
		await this.#client.library.removeVersion(await this.#client.sourceId(source), version);
	}

	async removeSource(source: string): Promise<void> {
		await this.ready;
		await this.#client.library.removeSource(await this.#client.sourceId(source));
	}

	async storage(): Promise<{
		mode: 'opfs' | 'memory';
		usedBytes: number;
		quotaBytes: number;
		persisted: boolean;
	}> {
		await this.ready;
		const { mode, usedBytes, quotaBytes, persisted } = await this.#client.library.storage();
		return { mode, usedBytes, quotaBytes, persisted };
	}
}

function asThrown({ code, message }: { code: string; message: string }): AppError {
	return new AppError(code as AppError['code'], message);
}
