import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import type { ImportOptions, ImportRequest } from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { EngineStatus, QueryApi } from '$lib/protocol/query-api';

/** What the state needs of the workers; `WorkspaceClient` has it. */
export interface AppClient {
	readonly library: LibraryApi;
	/** Opens by itself: the port to the library is its own affair. */
	readonly query: Omit<QueryApi, 'open'> & { open(): Promise<EngineStatus> };
	preview(file: File, options: ImportOptions, table?: string | null): Promise<Preview>;
	members(file: File): Promise<ArchiveMember[]>;
	importFile(
		request: ImportRequest,
		run: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }
	): Promise<Receipt>;
}
