import { AppError, asAppError } from '$lib/domain/errors';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import { NO_SETTINGS } from '$lib/domain/quality/settings';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { cleanSourceName } from '$lib/domain/sources/source';
import type { BeginImport, PartTarget, StagedImport, VersionDraft } from '$lib/protocol/library-api';
import type { CatalogueMeta } from '$lib/storage/sources/catalogue';
import type { Release } from '$lib/storage/sources/locks';
import type { LibraryEnvironment } from './environment';
import { newId } from './new-id';
import { assertReadable, type SourceRegistry } from './source-registry';
import { nameKey } from './table-name';

interface Session {
	importId: string;
	/** Ends the wait for the lock. */
	readonly wait: AbortController;
	/** Calls of one import run one after the other. */
	tail: Promise<unknown>;
	source: CatalogueMeta | null;
	isNew: boolean;
	releases: Release[];
	isCommitted: boolean;
	isOver: boolean;
}

/** The imports that run: each holds its source's write lock from `begin` to its end. */
export class ImportSessions {
	readonly #sessions = new Map<string, Session>();
	/** Imports that have ended: an abort can overtake the `begin` it is meant for. */
	readonly #over = new Set<string>();

	constructor(
		private readonly environment: LibraryEnvironment,
		private readonly registry: SourceRegistry
	) {}

	async begin(request: BeginImport): Promise<StagedImport> {
		const { importId } = request;
		if (this.#over.has(importId)) throw new AppError('cancelled', 'Cancelled.');
		if (this.#sessions.has(importId)) throw new AppError('internal', `Import ${importId} runs already.`);
		const session: Session = {
			importId,
			wait: new AbortController(),
			tail: Promise.resolve(),
			source: null,
			isNew: request.sourceId === null,
			releases: [],
			isCommitted: false,
			isOver: false
		};
		this.#sessions.set(importId, session);
		return this.#inTurn(session, async () => {
			try {
				const source =
					request.sourceId === null
						? await this.#makeSource(session, request)
						: await this.#takeSource(session, request.sourceId);
				session.source = source;
				const newest = this.registry.find(source.sourceId)?.versions.at(-1);
				// A damaged version holds nothing any more that a file could be the same as.
				const sound = newest && newest.problem === undefined ? newest : null;
				const directory = this.registry.directory(source.sourceId);
				const quality = newest ? (await directory.quality()).settings : NO_SETTINGS;
				const gate = newest !== undefined && (await directory.timelineSettings()).gate;
				const { sourceId, name: sourceName } = source;
				return { importId, sourceId, sourceName, newest: sound, quality, gate };
			} catch (error) {
				await this.#end(session);
				throw asAppError(error);
			}
		});
	}

	createPart(importId: string, part: number): Promise<PartTarget> {
		return this.#during(importId, (_session, source) =>
			this.registry.directory(source.sourceId).createPart(importId, part)
		);
	}

	keepFile(importId: string, file: File): Promise<void> {
		return this.#during(importId, (_session, source) =>
			this.registry.directory(source.sourceId).keepFile(importId, file)
		);
	}

	discardParts(importId: string): Promise<void> {
		return this.#during(importId, (_session, source) =>
			this.registry.directory(source.sourceId).discardParts(importId)
		);
	}

	commit(importId: string, draft: VersionDraft): Promise<Receipt> {
		return this.#during(importId, async (session, source) => {
			try {
				const { receipt } = await this.registry.directory(source.sourceId).commit(draft, source);
				session.isNew = false;
				session.isCommitted = true;
				await this.registry.saveRecord(source.sourceId);
				return receipt;
			} finally {
				await this.#end(session);
			}
		});
	}

	finishUnchanged(importId: string, receipt: Receipt): Promise<Receipt> {
		return this.#during(importId, async (session, source) => {
			const logged: Receipt = {
				...receipt,
				status: 'unchanged',
				sourceId: source.sourceId,
				sourceName: source.name,
				committedAt: receipt.committedAt || new Date().toISOString()
			};
			try {
				await this.registry.directory(source.sourceId).logImport(logged);
			} catch (error) {
				// The log line is worth less than the answer: nothing had to be stored.
				if (asAppError(error).code !== 'storage/full') throw error;
			} finally {
				await this.#end(session);
			}
			return logged;
		});
	}

	async abort(importId: string, failure?: FailedImport): Promise<void> {
		this.#over.add(importId);
		const session = this.#sessions.get(importId);
		if (!session) return;
		session.wait.abort();
		await this.#inTurn(session, async () => {
			const { source, isNew, isOver } = session;
			// The log line is worth less than the end: where it can't be kept, it is not.
			if (failure && source && !isNew && !isOver)
				await this.registry
					.directory(source.sourceId)
					.logFailure(failure)
					.catch(() => undefined);
			await this.#end(session);
		});
	}

	async #takeSource(session: Session, sourceId: string): Promise<CatalogueMeta> {
		this.registry.get(sourceId);
		this.environment.events.want(sourceId);
		await this.#lock(session, this.registry.lockName(sourceId));
		await this.registry.refresh(sourceId);
		const source = this.registry.get(sourceId);
		assertReadable(source);
		this.environment.events.emit({ kind: 'source-changed', sourceId });
		return { sourceId, name: source.name, kind: source.kind, createdAt: source.createdAt };
	}

	async #makeSource(session: Session, request: BeginImport): Promise<CatalogueMeta> {
		const name = await this.#takeName(session, cleanSourceName(request.newName));
		const sourceId = newId();
		await this.#lock(session, this.registry.lockName(sourceId));
		session.source = { sourceId, name, kind: request.kind, createdAt: new Date().toISOString() };
		await this.registry.directory(sourceId).start();
		return session.source;
	}

	/** Takes `name`, or the first free of `name 2`, `name 3` …, until the import ends. */
	async #takeName(session: Session, name: string): Promise<string> {
		for (let number = 1; ; number++) {
			const candidate = number === 1 ? name : `${name} ${number}`;
			const key = nameKey(candidate);
			const release = await this.environment.locks.tryAcquire(`${this.environment.lockPrefix}:name:${key}`);
			if (!release) continue;
			session.releases.push(release);
			// Another tab may have taken it a moment ago; its list is read afresh.
			const listed = await this.registry.listed();
			if (!this.registry.findByName(candidate) && !listed.some((source) => nameKey(source.name) === key))
				return candidate;
			release();
		}
	}

	async #lock(session: Session, name: string): Promise<void> {
		session.releases.push(await this.environment.locks.acquire(name, session.wait.signal));
	}

	/** Removes what the import wrote and did not commit, and lets go of its locks. */
	async #end(session: Session): Promise<void> {
		if (session.isOver) return;
		session.isOver = true;
		this.#over.add(session.importId);
		this.#sessions.delete(session.importId);
		try {
			const sourceId = session.source?.sourceId;
			// after a commit nothing is left, but what could not be removed
			if (sourceId && !(session.isCommitted && this.registry.directory(sourceId).isTidy))
				await this.registry.sweep(sourceId);
		} finally {
			for (const release of session.releases) release();
		}
		if (!session.source || session.isNew) return;
		this.environment.events.emit({ kind: 'source-changed', sourceId: session.source.sourceId });
		this.environment.events.emit({ kind: 'storage-changed' });
	}

	#during<T>(importId: string, call: (session: Session, source: CatalogueMeta) => Promise<T>): Promise<T> {
		const session = this.#sessions.get(importId);
		if (!session) return Promise.reject(ended(importId));
		return this.#inTurn(session, () => {
			if (session.isOver || !session.source) throw ended(importId);
			return call(session, session.source);
		});
	}

	#inTurn<T>(session: Session, call: () => Promise<T>): Promise<T> {
		const turn = session.tail.then(call);
		session.tail = turn.catch(() => undefined);
		return turn;
	}
}

function ended(importId: string): AppError {
	return new AppError('cancelled', `Import ${importId} has ended.`);
}
