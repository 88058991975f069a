import type { Receipt } from '../receipts/receipt';
import type { FailedImport } from './failed-import';
import type { Judgement } from './judgement';

/** Something about the stored data that deserves a look; shown until it is dismissed or no longer so (QUA-5). */
export type Alert = {
	/** The same as long as it is about the same thing, so that it can be dismissed. */
	id: string;
	sourceId: string | null;
	sourceName: string;
} & (
	| { kind: 'failed-imports'; count: number; fileName: string; message: string }
	| { kind: 'blocked'; fileName: string; message: string }
	| { kind: 'rules-worse'; version: number; rules: string[] }
	| { kind: 'slower'; version: number; times: number }
	| { kind: 'storage'; usedBytes: number; quotaBytes: number }
);

/** Imports that must fail one after the other before it is an alert. */
export const FAILED_IN_A_ROW = 2;
/** Share of the storage in use that is worth an alert. */
export const STORAGE_SHARE = 0.85;
/** An import this many times as slow as the median of those before, by bytes a second, is worth an alert. */
export const SLOWER_TIMES = 2;
/** Imports before that are needed to know what is usual, and the shortest time that says anything. */
const HISTORY_NEEDED = 3;
const LEAST_MS = 2000;

/** What alerts about a source are made from. */
export interface SourceFacts {
	sourceId: string;
	sourceName: string;
	/** Newest first. */
	failures: readonly FailedImport[];
	/** Ascending; the versions that are kept, with what was found in them. */
	versions: readonly { version: number; receipt: Receipt; judgement: Judgement | null }[];
}

/** SPEC ALR-1 to ALR-4. */
export function sourceAlerts(facts: SourceFacts): Alert[] {
	return [...failureAlerts(facts), ...ruleAlerts(facts), ...speedAlerts(facts)];
}

/** SPEC ALR-5 */
export function storageAlerts({ usedBytes, quotaBytes }: { usedBytes: number; quotaBytes: number }): Alert[] {
	if (quotaBytes <= 0 || usedBytes < quotaBytes * STORAGE_SHARE) return [];
	// told again only when another twentieth is filled
	const step = Math.floor((usedBytes / quotaBytes) * 20);
	return [{ id: `storage-${step}`, kind: 'storage', sourceId: null, sourceName: '', usedBytes, quotaBytes }];
}

function failureAlerts({ sourceId, sourceName, failures, versions }: SourceFacts): Alert[] {
	const lastSuccess = versions.at(-1)?.receipt.committedAt ?? '';
	const since = failures.filter(({ failedAt }) => failedAt > lastSuccess);
	const [newest] = since;
	if (!newest) return [];
	const { fileName, message } = newest;
	const about = { id: `failed-${newest.importId}`, sourceId, sourceName, fileName, message };
	if (newest.code === 'quality/blocked') return [{ ...about, kind: 'blocked' }];
	return since.length >= FAILED_IN_A_ROW ? [{ ...about, kind: 'failed-imports', count: since.length }] : [];
}

/** Rules by which a larger share of the rows fails than in the version before. */
function ruleAlerts({ sourceId, sourceName, versions }: SourceFacts): Alert[] {
	const [before, newest] = versions.slice(-2);
	if (!newest?.judgement || !before?.judgement) return [];
	const rules = newest.judgement.rules.filter(({ id }) => {
		const [now, then] = [shareBroken(newest.judgement, id), shareBroken(before.judgement, id)];
		return now !== null && then !== null && now > then;
	});
	if (rules.length === 0) return [];
	const { version } = newest;
	const names = rules.map(({ name }) => name);
	return [
		{ id: `rules-${sourceId}-${version}`, kind: 'rules-worse', sourceId, sourceName, version, rules: names }
	];
}

function shareBroken(judgement: Judgement | null, ruleId: string): number | null {
	const result = judgement?.results.find((one) => one.ruleId === ruleId);
	if (!result || result.checked === 0) return null;
	return (result.failing + result.rejected) / result.checked;
}

function speedAlerts({ sourceId, sourceName, versions }: SourceFacts): Alert[] {
	const timed = versions.filter(
		({ receipt: { readmitted, restored, elapsedMs } }) => !readmitted && !restored && elapsedMs > 0
	);
	const newest = timed.at(-1);
	const before = timed.slice(0, -1).slice(-10);
	if (!newest || before.length < HISTORY_NEEDED || newest.receipt.elapsedMs < LEAST_MS) return [];
	const msPerByte = ({ receipt }: (typeof timed)[number]) =>
		receipt.elapsedMs / Math.max(1, receipt.file.sizeBytes);
	const usual = before.map(msPerByte).sort((a, b) => a - b)[Math.floor(before.length / 2)] ?? 0;
	const times = usual > 0 ? msPerByte(newest) / usual : 0;
	if (times < SLOWER_TIMES) return [];
	const { version } = newest;
	return [{ id: `slower-${sourceId}-${version}`, kind: 'slower', sourceId, sourceName, version, times }];
}
