import type { Version, VersionTable } from '../versions/version';
import { nativeType, type TypeSystem } from './type-mapping';

/** What a version holds, in the same shape for every kind of source (SPEC SCH-1). */
export interface SchemaDocument {
	/** ISO 8601, UTC. */
	generatedAt: string;
	tables: TableSchema[];
}

export interface TableSchema {
	name: string;
	kind: 'table' | 'view';
	/** Null where it would take too long to know. */
	rowCount: number | null;
	columns: ColumnSchema[];
	/** Columns in the order of the key; empty where there is none. */
	primaryKey: string[];
	uniqueKeys: string[][];
	foreignKeys: ForeignKey[];
}

export interface ColumnSchema {
	name: string;
	/** What the source calls the type; empty where it says nothing. */
	nativeType: string;
	/** DuckDB's name of the type that values have here. */
	type: string;
	nullable: boolean;
}

/** A relationship: values of `columns` are those of `targets` in another table of the same source. */
export interface ForeignKey {
	columns: string[];
	table: string;
	targets: string[];
}

/** What formats call their own types by; in others every value is text. */
const SYSTEMS: Record<string, TypeSystem> = {
	parquet: 'parquet',
	arrow: 'arrow',
	json: 'json',
	ndjson: 'json',
	excel: 'excel',
	spreadsheet: 'excel',
	sqlite: 'sqlite'
};

/** The stored document; for versions made before there was one it follows from their tables. */
export function schemaOfVersion(
	version: Pick<Version, 'tables' | 'committedAt' | 'receipt' | 'schema'>
): SchemaDocument {
	if (version.schema) return version.schema;
	const tables = version.tables.map((table) => tableSchema(table, version.receipt.format));
	return { generatedAt: version.committedAt, tables };
}

/** @param format id of the format that the table came from */
export function tableSchema(table: VersionTable, format: string): TableSchema {
	return {
		name: table.name,
		kind: 'table',
		rowCount: table.rows,
		columns: table.columns.map(({ name, type }) => ({
			name,
			nativeType: nativeName(format, type),
			type,
			nullable: true
		})),
		primaryKey: [],
		uniqueKeys: [],
		foreignKeys: []
	};
}

function nativeName(format: string, type: string): string {
	if (format === 'duckdb') return type;
	const system = SYSTEMS[format];
	return system ? nativeType(system, type) : 'text';
}
