import { afterEach, beforeEach } from 'vitest';
import { ImportClient } from '$lib/client/import-client';
import { LibraryClient } from '$lib/client/library-client';
import { loadEngine } from '$lib/engines/duckdb/open';

/** The real workers over a library of its own for each test, which goes with it. */
export class ImportBench {
	/** The engine, loaded once for all tests of a file. */
	readonly parts = loadEngine();
	#library!: LibraryClient;
	#importer!: ImportClient;

	constructor(name: string) {
		beforeEach(async () => {
			this.#library = new LibraryClient(`test-${name}-${crypto.randomUUID()}`);
			await this.#library.open();
			this.#importer = new ImportClient(
				() => this.#library.openPort(),
				(importId) => this.#library.abortImport(importId)
			);
		});
		afterEach(async () => {
			await this.clear();
			this.#library.close();
		});
	}

	get library(): LibraryClient {
		return this.#library;
	}

	get importer(): ImportClient {
		return this.#importer;
	}

	/** Removes what was imported so far. */
	async clear(): Promise<void> {
		for (const source of await this.#library.sources()) await this.#library.removeSource(source.id);
	}
}
