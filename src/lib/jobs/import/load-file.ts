import type { Progress } from '$lib/domain/progress';
import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { Confirm, ImportOptions, ImportRequest } from '$lib/protocol/import-api';
import type { LibraryApi, PartTarget, StagedImport } from '$lib/protocol/library-api';
import type { EngineSource } from './loader-pool';
import type { LoadedTable } from './part-table-writer';
import type { ProgressMeter } from './progress-meter';

export interface ImportDependencies {
	library: Pick<
		LibraryApi,
		| 'beginImport'
		| 'createPart'
		| 'discardParts'
		| 'commitImport'
		| 'finishUnchanged'
		| 'abortImport'
		| 'resolve'
		| 'problems'
		| 'findSource'
		| 'versions'
		| 'diffOptions'
		| 'knownStatements'
	>;
	/** Engine number `part`; the same one every time it is asked for. */
	engines: EngineSource;
	/** How many engines may work at once. */
	engineCount: number;
	onProgress: (progress: Progress) => void;
	/** Null where nobody can be asked. */
	confirm: Confirm | null;
	signal: AbortSignal;
}

/** A file on its way into a staged version. */
export interface FileLoad {
	request: ImportRequest;
	/** What the user said, or for a known source what was said the last time. */
	options: ImportOptions;
	staged: StagedImport;
	/** Makes the version's next part file. */
	createPart: (part: number) => Promise<PartTarget>;
	meter: ProgressMeter;
	deps: ImportDependencies;
}

/** What the loaders give, of any format: part files that are written and closed, and what is in them. */
export interface LoadedFile {
	/** For the receipt: how the file was read. */
	dialect: Record<string, unknown>;
	tables: LoadedTable[];
	warnings: ReceiptWarning[];
	parts: { count: number; bytes: Uint8Array<ArrayBuffer>[] };
	sha256: string;
}
