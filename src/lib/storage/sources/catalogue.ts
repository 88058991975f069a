import type { Database, SqlJsStatic } from 'sql.js';
import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { LayerOutcome, StoredVersion } from '$lib/domain/layers/layer-work';
import type { Version, VersionPart } from '$lib/domain/versions/version';
import { CatalogueLayers } from './catalogue-layers';
import { CatalogueQuality } from './catalogue-quality';
import { allRows, number, oneRow, text } from './catalogue-rows';
import { CATALOGUE_MIGRATIONS } from './catalogue-schema';
import { CatalogueTimeline } from './catalogue-timeline';
import { CatalogueVersions } from './catalogue-versions';
import { joinLayers, visibleVersions } from './layered-versions';

export interface CatalogueMeta {
	sourceId: string;
	name: string;
	kind: string;
	/** ISO 8601, UTC. */
	createdAt: string;
}

/** What is known about one source: an SQLite database in memory, read from and written to whole files. */
export class Catalogue {
	private constructor(private readonly database: Database) {
		database.run('PRAGMA foreign_keys = ON');
	}

	static create(sqlite: SqlJsStatic, meta: CatalogueMeta): Catalogue {
		const catalogue = new Catalogue(new sqlite.Database());
		catalogue.#migrate();
		catalogue.database.run('INSERT INTO meta VALUES (?, ?, ?, ?, 1)', [
			meta.sourceId,
			meta.name,
			meta.kind,
			meta.createdAt
		]);
		return catalogue;
	}

	/** @throws AppError `storage/damaged` when the bytes are no catalogue, or one of a newer Varve */
	static open(sqlite: SqlJsStatic, bytes: Uint8Array): Catalogue {
		const catalogue = new Catalogue(new sqlite.Database(bytes));
		try {
			catalogue.#migrate();
			return catalogue;
		} catch (error) {
			catalogue.close();
			throw error;
		}
	}

	get meta(): CatalogueMeta {
		const row = oneRow(this.database, 'SELECT source_id, name, kind, created_at FROM meta');
		return {
			sourceId: text(row.source_id),
			name: text(row.name),
			kind: text(row.kind),
			createdAt: text(row.created_at)
		};
	}

	/** The number the next version gets; one that was given is never given again (SPEC VER-1). */
	get nextVersion(): number {
		return number(oneRow(this.database, 'SELECT next_version FROM meta').next_version);
	}

	/** Rules, judgements and failed imports. */
	get quality(): CatalogueQuality {
		return new CatalogueQuality(this.database);
	}

	/** How versions are stored. */
	get layers(): CatalogueLayers {
		return new CatalogueLayers(this.database);
	}

	/** What is said about versions, and what the source's time line does by itself. */
	get timeline(): CatalogueTimeline {
		return new CatalogueTimeline(this.database);
	}

	get #versions(): CatalogueVersions {
		return new CatalogueVersions(this.database);
	}

	/** Ascending. */
	versions(): Version[] {
		return visibleVersions(this.storedVersions());
	}

	/** Ascending; with the removed ones that others are read from. */
	storedVersions(): StoredVersion[] {
		const layers = this.layers;
		const versions = joinLayers(
			this.#versions.all(this.quality.summaries()),
			layers.records(),
			layers.histories()
		);
		const labels = this.timeline.labels();
		return versions.map((version) => ({ ...version, ...labels.get(version.version) }));
	}

	/** The import log, oldest first; receipts of removed versions and of unchanged files are kept. */
	imports(): Receipt[] {
		return allRows(this.database, 'SELECT receipt FROM imports ORDER BY rowid').map(
			(row) => JSON.parse(text(row.receipt)) as Receipt
		);
	}

	rename(name: string): void {
		this.database.run('UPDATE meta SET name = ?', [name]);
	}

	/** Adds a version with `nextVersion` as its number, and its receipt to the import log. */
	addVersion(version: Version): void {
		if (version.version !== this.nextVersion) throw new Error('a version must take the next number');
		this.#inTransaction(() => {
			this.logImport(version.receipt);
			this.#versions.add(version);
			this.database.run('UPDATE meta SET next_version = ?', [version.version + 1]);
		});
	}

	/** Adds a receipt to the import log. */
	logImport(receipt: Receipt): void {
		this.database.run('INSERT INTO imports VALUES (?, ?, ?, ?, ?)', [
			receipt.importId,
			receipt.committedAt,
			receipt.status,
			receipt.version,
			JSON.stringify(receipt)
		]);
	}

	removeVersion(version: number): void {
		this.#inTransaction(() => this.layers.remove(version));
	}

	/** Changes how versions are stored. @param file what was written for it, where it is about a file */
	applyLayers(outcome: LayerOutcome, file: VersionPart | null): void {
		this.#inTransaction(() => this.layers.apply(outcome, file));
	}

	/** The whole database as a file. */
	toBytes(): Uint8Array<ArrayBuffer> {
		this.database.run('VACUUM');
		return Uint8Array.from(this.database.export());
	}

	close(): void {
		this.database.close();
	}

	#migrate(): void {
		const current = number(oneRow(this.database, 'PRAGMA user_version').user_version);
		if (current > CATALOGUE_MIGRATIONS.length)
			throw new AppError(
				'storage/damaged',
				'This source was written by a newer Varve. Reload the page to get that one.',
				{ schemaVersion: current }
			);
		CATALOGUE_MIGRATIONS.slice(current).forEach((migration, index) =>
			this.#inTransaction(() => {
				this.database.exec(migration);
				this.database.run(`PRAGMA user_version = ${current + index + 1}`);
			})
		);
	}

	#inTransaction(change: () => void): void {
		this.database.run('BEGIN');
		try {
			change();
			this.database.run('COMMIT');
		} catch (error) {
			this.database.run('ROLLBACK');
			throw error;
		}
	}
}
