import { asAppError, type AppError } from '$lib/domain/errors';
import { DRIFT_WINDOW, type JudgedVersion } from '$lib/domain/quality/drift';
import type { Judgement } from '$lib/domain/quality/judgement';
import type { Rule } from '$lib/domain/quality/rule';
import { mergeSettings, NO_SETTINGS, type QualitySettings } from '$lib/domain/quality/settings';
import type { SuggestedRule } from '$lib/domain/quality/suggestion';
import type { Threshold } from '$lib/domain/quality/threshold';
import type { Version } from '$lib/domain/versions/version';
import type { SourceQuality } from '$lib/protocol/library-api';
import type { AppClient } from './client-shape';
import { Latest } from './latest';

export type QualityStatusOfView =
	{ kind: 'loading' } | { kind: 'ready'; quality: SourceQuality } | { kind: 'failed'; error: AppError };

export type SuggestionsStatus =
	| { kind: 'none' }
	| { kind: 'measuring'; version: number }
	| { kind: 'shown'; version: number; list: readonly SuggestedRule[] };

type QualityClient = Pick<AppClient, 'judge' | 'suggestRules'> & {
	library: Pick<AppClient['library'], 'quality' | 'saveQuality'>;
};

/** Rules, metrics and suggestions of one source, as the Quality tab shows and changes them. */
export class QualityState {
	#status = $state.raw<QualityStatusOfView>({ kind: 'loading' });
	#suggestions = $state.raw<SuggestionsStatus>({ kind: 'none' });
	#busy = $state.raw(false);
	#error = $state.raw<AppError | null>(null);
	readonly #client: QualityClient;
	readonly #latest = new Latest();
	/** Versions that were judged because somebody looked at them; each is tried once. */
	readonly #ensured = new Set<number>();
	#isClosed = false;

	constructor(
		client: QualityClient,
		readonly sourceId: string
	) {
		this.#client = client;
	}

	get status(): QualityStatusOfView {
		return this.#status;
	}

	/** What was suggested by the rows of a version; of another one it says nothing. */
	suggestionsOf(version: number): SuggestionsStatus {
		const status = this.#suggestions;
		return status.kind === 'none' || status.version === version ? status : { kind: 'none' };
	}

	/** A version is being judged. */
	get isJudging(): boolean {
		return this.#busy;
	}

	/** Of the last command, or null. */
	get error(): AppError | null {
		return this.#error;
	}

	readonly settings = $derived<QualitySettings>(
		this.#status.kind === 'ready' ? this.#status.quality.settings : NO_SETTINGS
	);

	judgement(version: number): Judgement | null {
		if (this.#status.kind !== 'ready') return null;
		return this.#status.quality.judgements.find((one) => one.version === version)?.judgement ?? null;
	}

	/** The judged ones among `versions`, ascending. */
	judged(versions: readonly Version[]): JudgedVersion[] {
		return versions.flatMap((version) => {
			const judgement = this.judgement(version.version);
			return judgement ? [{ version, judgement }] : [];
		});
	}

	async reload(): Promise<void> {
		const isLatest = this.#latest.begin();
		try {
			const quality = await this.#client.library.quality(this.sourceId);
			if (isLatest()) this.#status = { kind: 'ready', quality };
		} catch (thrown) {
			if (isLatest()) this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
	}

	/** Adds a rule, or replaces the one with its id, and judges the version shown by what holds then. */
	async saveRule(rule: Rule, version: number): Promise<void> {
		const { rules, thresholds } = this.settings;
		const isNew = !rules.some(({ id }) => id === rule.id);
		const changed = isNew ? [...rules, rule] : rules.map((old) => (old.id === rule.id ? rule : old));
		await this.#save({ rules: changed, thresholds }, version);
	}

	async removeRule(ruleId: string, version: number): Promise<void> {
		const { rules, thresholds } = this.settings;
		await this.#save({ rules: rules.filter(({ id }) => id !== ruleId), thresholds }, version);
	}

	/** @param threshold without any bound it is removed */
	async saveThreshold(threshold: Threshold, version: number): Promise<void> {
		const { rules, thresholds } = this.settings;
		const others = thresholds.filter(
			(old) =>
				old.table !== threshold.table || old.column !== threshold.column || old.metric !== threshold.metric
		);
		const { warnBelow, warnAbove, failBelow, failAbove } = threshold;
		const isBound = [warnBelow, warnAbove, failBelow, failAbove].some((bound) => bound !== null);
		await this.#save({ rules, thresholds: isBound ? [...others, threshold] : others }, version);
	}

	async importSettings(added: QualitySettings, version: number): Promise<void> {
		await this.#save(mergeSettings(this.settings, added), version);
	}

	/**
	 * Judges a version at once that never was, and then, quietly, those before it that trends and drift need.
	 * @param versions ascending, up to the one that is looked at
	 */
	async ensure(versions: readonly Version[]): Promise<void> {
		const shown = versions.at(-1);
		if (!shown || this.#status.kind !== 'ready') return;
		const missing = versions
			.slice(-1 - DRIFT_WINDOW)
			.filter(({ version, problem }) => problem === undefined && !this.judgement(version))
			.map(({ version }) => version)
			.filter((version) => !this.#ensured.has(version))
			.reverse();
		for (const version of missing) this.#ensured.add(version);
		for (const version of missing) {
			if (this.#isClosed) return;
			if (version === shown.version) await this.judge(version);
			else
				await this.#client
					.judge({ sourceId: this.sourceId, version })
					.then(() => this.reload())
					.catch(() => undefined);
		}
	}

	/** Nobody looks any more. */
	close(): void {
		this.#isClosed = true;
	}

	/** Judges a version by the rules of today. */
	async judge(version: number): Promise<void> {
		await this.#run(async () => {
			await this.#client.judge({ sourceId: this.sourceId, version });
			await this.reload();
		});
	}

	async suggest(version: number): Promise<void> {
		this.#suggestions = { kind: 'measuring', version };
		await this.#run(async () => {
			const list = await this.#client.suggestRules({ sourceId: this.sourceId, version });
			this.#suggestions = { kind: 'shown', version, list };
		});
		if (this.#suggestions.kind === 'measuring') this.#suggestions = { kind: 'none' };
	}

	/** Takes a rule from the suggestions, accepted or not. */
	dropSuggestion(ruleId: string): void {
		if (this.#suggestions.kind !== 'shown') return;
		this.#suggestions = {
			...this.#suggestions,
			list: this.#suggestions.list.filter(({ rule }) => rule.id !== ruleId)
		};
	}

	closeSuggestions(): void {
		this.#suggestions = { kind: 'none' };
	}

	showError(error: unknown): void {
		this.#error = error === null ? null : asAppError(error);
	}

	async #save(settings: QualitySettings, version: number): Promise<void> {
		await this.#run(async () => {
			await this.#client.library.saveQuality(this.sourceId, settings);
			await this.reload();
			await this.#client.judge({ sourceId: this.sourceId, version });
			await this.reload();
		});
	}

	async #run(work: () => Promise<void>): Promise<void> {
		this.#busy = true;
		this.#error = null;
		try {
			await work();
		} catch (thrown) {
			this.#error = asAppError(thrown);
		} finally {
			this.#busy = false;
		}
	}
}
