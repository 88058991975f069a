import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import { loadEngine, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import type { LayerWork, LibraryApi } from '$lib/protocol/library-api';
import type { EngineParts } from '$lib/protocol/query-api';
import { PartFiles } from '$lib/jobs/query/part-files';
import { contentOf } from './content';
import { foldVersion } from './fold';
import { promoteVersion } from './promote';
import { tidyHistory } from './tidy';

export type LayerLibrary = Pick<
	LibraryApi,
	'beginLayerWork' | 'createLayerPart' | 'checkLayerWork' | 'commitLayerWork' | 'abortLayerWork'
>;

/** What a piece of work has at hand. `check` throws where it is not wanted any more. */
export interface LayerTools {
	engine: DuckDbEngine;
	parts: PartFiles;
	work: LayerWork;
	createPart: () => ReturnType<LayerLibrary['createLayerPart']>;
	check: () => Promise<void>;
}

/** Does work on layers with an engine of its own, which is started for the first piece (SPEC VER-13). */
export class LayerWorker {
	#engine: DuckDbEngine | null = null;

	/**
	 * Does one piece of work.
	 * @returns whether there was any
	 * @throws AppError; nothing has changed then
	 */
	async run(workId: string, library: LayerLibrary, engineParts: EngineParts | null): Promise<boolean> {
		const work = await library.beginLayerWork(workId);
		if (!work) return false;
		try {
			const engine = (this.#engine ??= await openDuckDb(engineParts ?? (await loadEngine())));
			const parts = new PartFiles(engine);
			const createPart = () => library.createLayerPart(workId);
			const check = () => library.checkLayerWork(workId);
			const outcome = await outcomeOf({ engine, parts, work, createPart, check });
			await parts.keepOnly(new Set());
			await library.commitLayerWork(workId, outcome);
		} catch (error) {
			this.#engine?.close();
			this.#engine = null;
			await library.abortLayerWork(workId);
			throw error;
		}
		return true;
	}
}

async function outcomeOf(tools: LayerTools): Promise<LayerOutcome> {
	const { task } = tools.work;
	if (task.kind === 'content') return { ...task, content: await contentOf(tools, tools.work.subject) };
	if (task.kind === 'fold') return foldVersion(tools, task);
	if (task.kind === 'promote') return promoteVersion(tools, task.version);
	return tidyHistory(tools, task.base);
}
