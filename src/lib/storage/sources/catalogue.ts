import type { Database, SqlJsStatic, SqlValue } from 'sql.js';
import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { SchemaDocument } from '$lib/domain/schema/schema-document';
import type { LayerOutcome, StoredVersion } from '$lib/domain/layers/layer-work';
import type {
	Segment,
	Version,
	VersionColumn,
	VersionPart,
	VersionTable
} from '$lib/domain/versions/version';
import { CatalogueLayers } from './catalogue-layers';
import { CatalogueQuality } from './catalogue-quality';
import { CATALOGUE_MIGRATIONS } from './catalogue-schema';
import { CatalogueTimeline } from './catalogue-timeline';
import { joinLayers, visibleVersions } from './layered-versions';

export interface CatalogueMeta {
	sourceId: string;
	name: string;
	kind: string;
	/** ISO 8601, UTC. */
	createdAt: string;
}

type Row = Record<string, SqlValue>;

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
		const row = this.#one('SELECT source_id, name, kind, created_at FROM meta');
		return {
			sourceId: text(row.source_id),
			name: text(row.name),
			kind: text(row.kind),
			createdAt: text(row.created_at)
		};
	}

	/** The number the next version gets; one that was given is never given again (SPEC VER-1). */
	get nextVersion(): number {
		return number(this.#one('SELECT next_version FROM meta').next_version);
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

	/** Ascending. */
	versions(): Version[] {
		return visibleVersions(this.storedVersions());
	}

	/** Ascending; with the removed ones that others are read from. */
	storedVersions(): StoredVersion[] {
		const layers = this.layers;
		const versions = joinLayers(this.#versionRows(), layers.records(), layers.histories());
		const labels = this.timeline.labels();
		return versions.map((version) => ({ ...version, ...labels.get(version.version) }));
	}

	/** With the files and segments of their own. */
	#versionRows(): Version[] {
		const judged = this.quality.summaries();
		const tables = this.#tablesByVersion();
		const parts = groupBy(this.#all('SELECT * FROM parts ORDER BY version, part'), versionOf);
		return this.#all(
			'SELECT v.*, i.receipt, s.document FROM versions v JOIN imports i USING (import_id) LEFT JOIN schemas s ON s.version = v.version ORDER BY v.version'
		).map((row) => ({
			version: versionOf(row),
			committedAt: text(row.committed_at),
			tables: tables.get(versionOf(row)) ?? [],
			parts: (parts.get(versionOf(row)) ?? []).map((part) => ({
				fileName: text(part.file_name),
				sizeBytes: number(part.size_bytes)
			})),
			storedBytes: number(row.stored_bytes),
			sha256: text(row.sha256),
			options: JSON.parse(text(row.options)) as Record<string, unknown>,
			optionsKey: text(row.options_key),
			receipt: JSON.parse(text(row.receipt)) as Receipt,
			quality: judged.get(versionOf(row)),
			...(typeof row.document === 'string' && { schema: JSON.parse(row.document) as SchemaDocument })
		}));
	}

	/** The import log, oldest first; receipts of removed versions and of unchanged files are kept. */
	imports(): Receipt[] {
		return this.#all('SELECT receipt FROM imports ORDER BY rowid').map(
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
			const columns = 'version, committed_at, stored_bytes, sha256, options, options_key, import_id';
			this.database.run(`INSERT INTO versions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
				version.version,
				version.committedAt,
				version.storedBytes,
				version.sha256,
				JSON.stringify(version.options),
				version.optionsKey,
				version.receipt.importId
			]);
			version.parts.forEach((part, index) =>
				this.database.run('INSERT INTO parts VALUES (?, ?, ?, ?)', [
					version.version,
					index,
					part.fileName,
					part.sizeBytes
				])
			);
			version.tables.forEach((table, index) => this.#addTable(version.version, index, table));
			if (version.schema)
				this.database.run('INSERT INTO schemas VALUES (?, ?)', [
					version.version,
					JSON.stringify(version.schema)
				]);
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

	#addTable(version: number, tableIndex: number, table: VersionTable): void {
		this.database.run('INSERT INTO tables VALUES (?, ?, ?, ?, ?)', [
			version,
			tableIndex,
			table.name,
			table.rows,
			table.rejected
		]);
		const column = this.database.prepare('INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?)');
		table.columns.forEach(({ name, type, why }, index) =>
			column.run([version, tableIndex, index, name, type, why])
		);
		column.free();
		const segment = this.database.prepare('INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?)');
		table.segments.forEach((stored, index) =>
			segment.run([version, tableIndex, index, stored.part, stored.table, stored.firstRecord, stored.rows])
		);
		segment.free();
	}

	#tablesByVersion(): Map<number, VersionTable[]> {
		const columns = groupBy(
			this.#all('SELECT * FROM columns ORDER BY version, table_index, column_index'),
			tableKeyOf
		);
		const segments = groupBy(
			this.#all('SELECT * FROM segments ORDER BY version, table_index, segment_index'),
			tableKeyOf
		);
		const tables = groupBy(this.#all('SELECT * FROM tables ORDER BY version, table_index'), versionOf);
		return new Map(
			[...tables].map(([version, rows]) => [
				version,
				rows.map((row) => ({
					name: text(row.name),
					rows: number(row.row_count),
					rejected: number(row.rejected),
					columns: (columns.get(tableKeyOf(row)) ?? []).map(toColumn),
					segments: (segments.get(tableKeyOf(row)) ?? []).map(toSegment)
				}))
			])
		);
	}

	#migrate(): void {
		const current = number(this.#one('PRAGMA user_version').user_version);
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

	#all(sql: string): Row[] {
		try {
			const statement = this.database.prepare(sql);
			const rows: Row[] = [];
			while (statement.step()) rows.push(statement.getAsObject());
			statement.free();
			return rows;
		} catch (error) {
			throw unreadable(error instanceof Error ? error.message : String(error), error);
		}
	}

	#one(sql: string): Row {
		const [row] = this.#all(sql);
		if (!row) throw unreadable('a row is missing');
		return row;
	}
}

function unreadable(detail: string, cause?: unknown): AppError {
	const message = `Its catalogue can't be read (${detail}). Remove the source, and import its files again.`;
	return new AppError('storage/damaged', message, { detail }, { cause });
}

function toColumn(row: Row): VersionColumn {
	return { name: text(row.name), type: text(row.type), why: text(row.why) };
}

function toSegment(row: Row): Segment {
	return {
		part: number(row.part),
		table: text(row.table_name),
		firstRecord: number(row.first_record),
		rows: number(row.row_count)
	};
}

function versionOf(row: Row): number {
	return number(row.version);
}

function tableKeyOf(row: Row): string {
	return `${number(row.version)}/${number(row.table_index)}`;
}

function text(value: SqlValue | undefined): string {
	if (typeof value !== 'string') throw unreadable('a value is wrong');
	return value;
}

function number(value: SqlValue | undefined): number {
	if (typeof value !== 'number') throw unreadable('a value is wrong');
	return value;
}

function groupBy<Key>(rows: Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
	const groups = new Map<Key, Row[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group) group.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}
