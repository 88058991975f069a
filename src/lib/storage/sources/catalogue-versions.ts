import type { Database } from 'sql.js';
import type { QualitySummary } from '$lib/domain/quality/judgement';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { SchemaDocument } from '$lib/domain/schema/schema-document';
import type { Segment, Version, VersionColumn, VersionTable } from '$lib/domain/versions/version';
import { allRows, number, text, type Row } from './catalogue-rows';

/** The versions of a catalogue, as imports wrote them: their tables, columns, files and segments. */
export class CatalogueVersions {
	constructor(private readonly database: Database) {}

	/** Ascending, with the files and segments of their own. */
	all(judged: ReadonlyMap<number, QualitySummary>): Version[] {
		const tables = this.#tablesByVersion();
		const parts = groupBy(allRows(this.database, 'SELECT * FROM parts ORDER BY version, part'), versionOf);
		return allRows(
			this.database,
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

	/** Adds a version; its receipt is in the import log already. */
	add(version: Version): void {
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
			allRows(this.database, 'SELECT * FROM columns ORDER BY version, table_index, column_index'),
			tableKeyOf
		);
		const segments = groupBy(
			allRows(this.database, 'SELECT * FROM segments ORDER BY version, table_index, segment_index'),
			tableKeyOf
		);
		const tables = groupBy(
			allRows(this.database, 'SELECT * FROM tables ORDER BY version, table_index'),
			versionOf
		);
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

function groupBy<Key>(rows: Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
	const groups = new Map<Key, Row[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group) group.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}
