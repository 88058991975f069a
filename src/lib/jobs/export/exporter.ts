import { asAppError } from '$lib/domain/errors';
import type { ExportProgress } from '$lib/domain/export/export-progress';
import type { ExportOutcome, ExportRequest } from '$lib/protocol/export-api';
import type { EngineParts, QueryApi } from '$lib/protocol/query-api';
import { runExport } from './run-export';

/** The export worker's work: see `ExporterApi`. */
export class Exporter {
	readonly #cancelling = new AbortController();

	async run(
		request: ExportRequest,
		results: Pick<QueryApi, 'read'>,
		engine: EngineParts | null,
		onProgress: (progress: ExportProgress) => Promise<void> | void
	): Promise<ExportOutcome> {
		try {
			return await runExport(request, { results, engine, signal: this.#cancelling.signal, onProgress });
		} catch (cause) {
			throw asAppError(cause);
		}
	}

	cancel(): void {
		this.#cancelling.abort();
	}
}
