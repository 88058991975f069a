import { statusOf, worstStatus, type Judgement } from '$lib/domain/quality/judgement';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import { EngineSession } from '$lib/jobs/query/engine-session';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import type { LibraryApi } from '$lib/protocol/library-api';
import { judgeVersion } from './judge-version';
import { storedVersion, type StoredLibrary } from './stored-version';

export type JudgingLibrary = QueryLibrary & StoredLibrary & Pick<LibraryApi, 'saveJudgement'>;

/**
 * Judges a stored version by the rules of today and keeps what is found (SPEC RUL-7). A stored version never changes:
 * rules that reject only count here, and what they rejected at import stays counted.
 * @throws AppError
 */
export async function judgeStored(
	engine: DuckDbEngine,
	library: JudgingLibrary,
	sourceId: string,
	version: number
): Promise<Judgement> {
	const stored = await storedVersion(library, sourceId, version);
	const session = await EngineSession.open(async () => engine, library);
	const judged = await judgeVersion(session, stored.toJudge, stored.quality.settings);
	const before = stored.quality.judgements.find((one) => one.version === version)?.judgement;
	const judgement = before ? withEarlierRejects(judged, before) : judged;
	await library.saveJudgement(sourceId, version, judgement);
	return judgement;
}

function withEarlierRejects(judged: Judgement, before: Judgement): Judgement {
	const results = judged.results.map((result) => {
		const rejected = before.results.find(({ ruleId }) => ruleId === result.ruleId)?.rejected ?? 0;
		const rule = judged.rules.find(({ id }) => id === result.ruleId);
		if (!rule || rejected === 0) return result;
		const found = { ...result, rejected, checked: result.checked + rejected };
		return { ...found, status: statusOf(rule, found) };
	});
	return {
		...judged,
		results,
		status: worstStatus([...results, ...judged.metrics].map((one) => one.status))
	};
}
