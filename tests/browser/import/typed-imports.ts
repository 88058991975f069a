import { afterEach, beforeEach } from 'vitest';
import { ImportClient } from '$lib/client/import-client';
import { LibraryClient } from '$lib/client/library-client';
import { PreviewClient } from '$lib/client/preview-client';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import type { Preview } from '$lib/formats/format';
import type { ImportOptions } from '$lib/protocol/import-api';

/** Imports through the real workers into a library of its own for each test. */
export class TypedImports {
	readonly #parts = loadEngine();
	readonly #previews = new PreviewClient();
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
			for (const source of await this.#library.sources()) await this.#library.removeSource(source.id);
			this.#library.close();
		});
	}

	/** The source is called `made`. */
	async run(file: File, options: ImportOptions = {}): Promise<Receipt> {
		const request = { importId: crypto.randomUUID(), file, sourceId: null, newName: 'made', options };
		return this.#importer.run(request, await this.#parts, {});
	}

	preview(file: File, options: ImportOptions = {}, table: string | null = null): Promise<Preview> {
		return this.#previews.preview(file, options, table);
	}

	sources(): Promise<unknown[]> {
		return this.#library.sources();
	}

	/** Rows of a table by its name in SQL, `record_number` first, read from the stored version. */
	async stored(name: string, select = '*'): Promise<unknown[][]> {
		const [resolved] = await this.#library.resolve([name]);
		const engine = await openDuckDb(await this.#parts);
		const values: unknown[][] = [];
		for (const [index, { file }] of (resolved?.parts ?? []).entries()) {
			await engine.registerFile(`p${index}`, file);
			await engine.run(`ATTACH 'p${index}' AS p${index} (READ_ONLY)`);
		}
		for (const { part, table } of resolved?.table.segments ?? []) {
			const rows = await engine.rows(`SELECT ${select} FROM p${part}.main.${table} ORDER BY record_number`);
			values.push(...rows.map((row) => Object.values(row)));
		}
		engine.close();
		return values;
	}
}
