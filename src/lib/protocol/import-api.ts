import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { DelimitedOptions } from '$lib/formats/delimited/options';
import type { ArchiveMember, Preview } from '$lib/formats/format';
import type { EngineParts } from './query-api';

/** The previewer: light, kept warm, reads only samples of a file. */
export interface PreviewerApi {
	/** @throws `file/empty`, `file/binary`, `file/unreadable`, `archive/several-members` with fact `members` … */
	preview(file: File, options: ImportOptions): Promise<Preview>;
	/** The importable members of a zip (junk such as `__MACOSX` left out); empty for other files. */
	members(file: File): Promise<ArchiveMember[]>;
}

/** The importer: one worker for one import; it ends with it, and so gives its memory back. */
export interface ImporterApi {
	/** Starts an engine before there is anything to import; the import then need not wait for it. */
	prepare(engine: EngineParts): Promise<void>;
	/**
	 * @param library port to the LibraryApi
	 * @param engine where the caller has it already, else it is loaded
	 * @param onProgress at most ten times a second
	 * @throws `cancelled` after `cancel()`; nothing is left behind then
	 */
	run(
		request: ImportRequest,
		library: MessagePort,
		engine: EngineParts | null,
		onProgress: (progress: Progress) => void
	): Promise<Receipt>;
	cancel(): Promise<void>;
}

export interface ImportRequest {
	importId: string;
	file: File;
	/** An existing source, or null for a new one. */
	sourceId: string | null;
	newName: string;
	options: ImportOptions;
}

/** Options of the file's format, and which member of an archive is meant. */
export interface ImportOptions extends DelimitedOptions {
	/** Path inside a zip. */
	member?: string;
}
