import type { ImportClient } from '$lib/client/import-client';
import { PreviewClient } from '$lib/client/preview-client';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { openDuckDb } from '$lib/engines/duckdb/open';
import type { Preview } from '$lib/formats/format';
import type { ImportOptions } from '$lib/protocol/import-api';
import { ImportBench } from './import-bench';

/** Imports through the real workers into a library of its own for each test. */
export class TypedImports extends ImportBench {
	readonly #previews = new PreviewClient();

	/** The source is called `made`. */
	async run(
		file: File,
		options: ImportOptions = {},
		hooks: Parameters<ImportClient['run']>[2] = {}
	): Promise<Receipt> {
		const request = { importId: crypto.randomUUID(), file, sourceId: null, newName: 'made', options };
		return this.importer.run(request, await this.parts, hooks);
	}

	preview(file: File, options: ImportOptions = {}, table: string | null = null): Promise<Preview> {
		return this.#previews.preview(file, options, table);
	}

	sources(): Promise<unknown[]> {
		return this.library.sources();
	}

	/** Rows of a table by its name in SQL, `record_number` first, read from the stored version. */
	async stored(name: string, select = '*'): Promise<unknown[][]> {
		return (await this.storedAll([name], select)).get(name) ?? [];
	}

	/** The same of several tables of one version, with one engine; `select` for all of them or for each. */
	async storedAll(
		names: readonly string[],
		select: string | readonly string[]
	): Promise<Map<string, unknown[][]>> {
		const resolved = await this.library.resolve([...names]);
		const engine = await openDuckDb(await this.parts);
		const stored = new Map<string, unknown[][]>();
		for (const [index, { file }] of (resolved[0]?.parts ?? []).entries()) {
			await engine.registerFile(`p${index}`, file);
			await engine.run(`ATTACH 'p${index}' AS p${index} (READ_ONLY)`);
		}
		for (const [i, { table, view }] of resolved.entries()) {
			const values: unknown[][] = [];
			if (view === 'rejects') {
				const rows = await engine.rows(
					`SELECT ${String(select)} FROM p0.main.rejects WHERE table_name = '${table.name}'`
				);
				stored.set(
					names[i] ?? '',
					rows.map((row) => Object.values(row))
				);
				continue;
			}
			const expressions = typeof select === 'string' ? select : select[i];
			for (const { part, table: name } of table.segments) {
				const rows = await engine.rows(
					`SELECT ${expressions} FROM p${part}.main.${name} ORDER BY record_number`
				);
				for (const row of rows) values.push(Object.values(row));
			}
			stored.set(names[i] ?? '', values);
		}
		engine.close();
		return stored;
	}
}
