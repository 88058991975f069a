import { afterEach, beforeEach } from 'vitest';
import { ImportClient } from '$lib/client/import-client';
import { LibraryClient } from '$lib/client/library-client';
import { loadEngine } from '$lib/engines/duckdb/open';

/** The real workers over a library of its own for each test, which goes with it. */
export class ImportBench {
	/** The engine, loaded once for all tests of a file. */
	readonly parts = loadEngine();
	#namespace!: string;
	#library!: LibraryClient;
	#importer!: ImportClient;

	constructor(name: string) {
		beforeEach(async () => {
			this.#namespace = `test-${name}-${crypto.randomUUID()}`;
			this.#library = new LibraryClient(this.#namespace);
			await this.#library.open();
			this.#importer = new ImportClient(
				() => this.#library.openPort(),
				(importId) => this.#library.abortImport(importId)
			);
		});
		afterEach(async () => {
			this.#importer.close();
			await this.clear();
			this.#library.close();
		});
	}

	/** Where the library keeps everything. */
	get namespace(): string {
		return this.#namespace;
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
