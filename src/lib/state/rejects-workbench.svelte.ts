import { asAppError, type AppError } from '$lib/domain/errors';
import type { FixedReject } from '$lib/domain/receipts/readmission';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { AppClient } from './client-shape';

export type WorkbenchStatus =
	| { kind: 'editing' }
	| { kind: 'loading' }
	| { kind: 'done'; receipt: Receipt }
	| { kind: 'failed'; error: AppError };

/** Corrections of a version's rejects, until they are loaded as a new version. */
export class RejectsWorkbench {
	#fixes = $state.raw<readonly FixedReject[]>([]);
	#status = $state.raw<WorkbenchStatus>({ kind: 'editing' });

	constructor(
		private readonly client: Pick<AppClient, 'readmit'>,
		readonly sourceId: string,
		readonly version: number
	) {}

	get fixes(): readonly FixedReject[] {
		return this.#fixes;
	}

	get status(): WorkbenchStatus {
		return this.#status;
	}

	find(table: number, record: number): FixedReject | null {
		return this.#fixes.find((fix) => fix.table === table && fix.record === record) ?? null;
	}

	/** Keeps a correction, or replaces the one of the same record. */
	set(fix: FixedReject): void {
		this.drop(fix.table, fix.record);
		this.#fixes = [...this.#fixes, fix];
	}

	drop(table: number, record: number): void {
		this.#status = { kind: 'editing' };
		this.#fixes = this.#fixes.filter((fix) => fix.table !== table || fix.record !== record);
	}

	/** Loads all corrections as a new version; where one does not fit all stay as they are. */
	async load(keepBlocked = false): Promise<void> {
		const { sourceId, version } = this;
		this.#status = { kind: 'loading' };
		try {
			const importId = crypto.randomUUID();
			const fixes = [...this.#fixes];
			const receipt = await this.client.readmit({ importId, sourceId, version, fixes, keepBlocked });
			this.#fixes = [];
			this.#status = { kind: 'done', receipt };
		} catch (thrown) {
			this.#status = { kind: 'failed', error: asAppError(thrown) };
		}
	}
}

/** The workbenches of all versions: what was corrected is there again when its tab or view is. */
export class RejectsWorkbenches {
	readonly #all = new Map<string, RejectsWorkbench>();

	constructor(private readonly client: Pick<AppClient, 'readmit'>) {}

	get(sourceId: string, version: number): RejectsWorkbench {
		const key = `${sourceId}@${version}`;
		const known = this.#all.get(key);
		if (known) return known;
		const made = new RejectsWorkbench(this.client, sourceId, version);
		this.#all.set(key, made);
		return made;
	}
}
