import type { LibraryApi, SchemaSource } from '$lib/protocol/library-api';
import { Latest } from './latest';

/** The tables that SQL can name, for completion; refreshed by the caller when sources change. */
export class QuerySchema {
	#sources = $state.raw<readonly SchemaSource[]>([]);
	readonly #library: Pick<LibraryApi, 'schema'>;
	readonly #latest = new Latest();

	constructor(library: Pick<LibraryApi, 'schema'>) {
		this.#library = library;
	}

	get sources(): readonly SchemaSource[] {
		return this.#sources;
	}

	async refresh(): Promise<void> {
		const isLatest = this.#latest.begin();
		// Without the schema there is less to complete, and nothing else is lost.
		const sources = await this.#library.schema().catch(() => this.#sources);
		if (isLatest()) this.#sources = sources;
	}
}
