import { AppError } from '$lib/domain/errors';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { loadEngineWasm, openDuckDb, type DuckDbEngine } from '$lib/engines/duckdb/open';
import type { ImportRequest } from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import { runImport } from './run-import';

/** More engines than this gain nothing: the disk and the scanner are shared. */
const ENGINE_LIMIT = 4;
/** Below this size starting a second engine takes longer than it saves. */
const BYTES_PER_ENGINE = 24 << 20;

/** One import and the engines it uses; all end together. */
export class Importer {
	readonly #abort = new AbortController();
	readonly #engines = new Map<number, Promise<DuckDbEngine>>();

	/** @throws AppError; `cancelled` after `cancel` */
	async run(
		request: ImportRequest,
		library: LibraryApi,
		engineWasm: Blob | null,
		onProgress: (progress: Progress) => void
	): Promise<Receipt> {
		const wasm = engineWasm ? Promise.resolve(engineWasm) : loadEngineWasm();
		const engines = (part: number) => {
			const known = this.#engines.get(part);
			if (known) return known;
			const opened = wasm.then(openDuckDb);
			opened.catch(() => undefined);
			this.#engines.set(part, opened);
			return opened;
		};
		const wanted = Math.ceil(request.file.size / BYTES_PER_ENGINE);
		const engineCount = Math.max(1, Math.min(ENGINE_LIMIT, navigator.hardwareConcurrency, wanted));
		// they start while the file is being looked at
		for (let part = 0; part < engineCount; part++) void engines(part);
		try {
			return await runImport(request, {
				library,
				engines,
				engineCount,
				onProgress,
				signal: this.#abort.signal
			});
		} finally {
			this.#closeEngines();
		}
	}

	cancel(): void {
		this.#abort.abort(new AppError('cancelled', 'The import was cancelled.'));
		this.#closeEngines();
	}

	#closeEngines(): void {
		const reason = new AppError('cancelled', 'The import has ended.');
		for (const engine of this.#engines.values()) {
			engine.then((open) => open.close(reason)).catch(() => undefined);
		}
	}
}
