import type { ResultColumn, ResultPage, ResultProgress } from '$lib/protocol/query-api';
import type { OpenResult, StoredResult } from './stored-result';

/** Of all results that are kept, and of one. */
const LIMIT_BYTES = 128 * 2 ** 20;
const ENTRY_LIMIT_BYTES = 32 * 2 ** 20;
const SCHEMA_LIMIT_BYTES = 2 ** 20;

interface Entry {
	result: StoredResult;
	reads: CacheKey['reads'];
	users: number;
}

/** What a result was made of: the statement's text and engine, and the versions it read. */
export interface CacheKey {
	text: string;
	reads: readonly { sourceId: string; version: number }[];
}

/** Results of statements over versions, kept after they were closed (SPEC QRY-15); the one used longest ago goes first. */
export class ResultCache {
	readonly #entries = new Map<string, Entry>();
	readonly #schemas = new Map<string, ResultColumn[]>();
	#schemaBytes = 0;

	/** The result of the same statement over the same versions, for one more user, or null. */
	take({ text }: CacheKey): OpenResult | null {
		const entry = this.#entries.get(text);
		if (!entry?.result.isWhole) return null;
		this.#entries.delete(text);
		this.#entries.set(text, entry);
		return this.#lease(text, entry, performance.now());
	}

	/** `result` for its first user; when that closes it, it may be kept. */
	add({ text, reads }: CacheKey, result: StoredResult): OpenResult {
		const entry = { result, reads, users: 0 };
		const old = this.#entries.get(text);
		this.#entries.set(text, entry);
		if (old?.users === 0) void old.result.release();
		return this.#lease(text, entry, null);
	}

	/** The columns of a statement that was described before, or null. */
	schema({ text }: CacheKey): ResultColumn[] | null {
		return this.#schemas.get(text) ?? null;
	}

	addSchema({ text }: CacheKey, columns: ResultColumn[]): void {
		this.#schemas.set(text, columns);
		this.#schemaBytes += bytesOf(text, columns);
		for (const [oldest, old] of this.#schemas) {
			if (this.#schemaBytes <= SCHEMA_LIMIT_BYTES) break;
			this.#schemas.delete(oldest);
			this.#schemaBytes -= bytesOf(oldest, old);
		}
	}

	/** Forgets what was read of versions that are gone. @param left versions that the source still has */
	forget(sourceId: string, left: readonly number[]): void {
		for (const [text, entry] of [...this.#entries]) {
			const isGone = entry.reads.some((read) => read.sourceId === sourceId && !left.includes(read.version));
			if (isGone) this.#remove(text, entry);
		}
	}

	clear(): void {
		for (const [text, entry] of [...this.#entries]) this.#remove(text, entry);
	}

	#lease(text: string, entry: Entry, takenAt: number | null): OpenResult {
		entry.users++;
		let isReleased = false;
		const { result } = entry;
		const elapsedMs = takenAt === null ? null : performance.now() - takenAt;
		return {
			columns: result.columns,
			get progress(): ResultProgress {
				return elapsedMs === null ? result.progress : { ...result.progress, elapsedMs };
			},
			page: (rowStart: number, rowEnd: number, maxRows?: number): Promise<ResultPage> =>
				result.page(rowStart, rowEnd, maxRows),
			grown: (rowCount: number): Promise<ResultProgress> => result.grown(rowCount),
			filesInUse: () => result.filesInUse(),
			release: async () => {
				if (isReleased) return;
				isReleased = true;
				entry.users--;
				await this.#settle(text, entry);
			}
		};
	}

	async #settle(text: string, entry: Entry): Promise<void> {
		if (entry.users > 0) return;
		const isKept =
			this.#entries.get(text) === entry &&
			entry.result.isWhole &&
			entry.result.sizeBytes <= ENTRY_LIMIT_BYTES;
		if (!isKept) {
			if (this.#entries.get(text) === entry) this.#entries.delete(text);
			await entry.result.release();
		}
		this.#makeRoom();
	}

	#makeRoom(): void {
		let used = 0;
		for (const { result } of this.#entries.values()) used += result.sizeBytes;
		for (const [text, entry] of [...this.#entries]) {
			if (used <= LIMIT_BYTES) return;
			if (entry.users > 0) continue;
			used -= entry.result.sizeBytes;
			this.#remove(text, entry);
		}
	}

	#remove(text: string, entry: Entry): void {
		this.#entries.delete(text);
		if (entry.users === 0) void entry.result.release();
	}
}

function bytesOf(text: string, columns: readonly ResultColumn[]): number {
	return columns.reduce((sum, { name, type }) => sum + name.length + type.length, text.length) * 2;
}
