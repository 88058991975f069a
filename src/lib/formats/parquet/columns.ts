import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { columnNames } from '../column-names';
import { applyColumnOverrides } from '../overrides';
import { storedType } from '../stored-type';
import type { ColumnToLoad } from '../table-reader';
import type { OpenParquet } from './open-parquet';
import { readerName, valueSql, type ParquetColumn } from './schema';

/** The columns to load, under what the user said, and what is to be told about them. */
export function parquetColumns(
	{ columns, fields }: OpenParquet,
	options: ImportOptions,
	table: string
): { columns: ColumnToLoad[]; warnings: ReceiptWarning[] } {
	const { names, warnings } = columnNames(columns.map(({ name }) => name));
	const found = columns.map((column, position): ColumnToLoad => {
		const field = fields[position];
		if (!field) throw new RangeError('a column is missing');
		const meant = valueSql(column.meaning);
		return {
			position,
			originalName: column.name,
			name: names[position] ?? column.name,
			include: true,
			type: meant?.type ?? storedType(field),
			fixed: false,
			why: 'the type it has in the file',
			incoming: readerName(position),
			...(meant ? { value: meant.value } : {})
		};
	});
	return {
		columns: applyColumnOverrides(found, options, table),
		warnings: [...warnings, ...meaningWarnings(columns)]
	};
}

function meaningWarnings(columns: readonly ParquetColumn[]): ReceiptWarning[] {
	const told: [(column: ParquetColumn) => boolean, string, string][] = [
		[
			({ meaning }) => meaning === 'geometry',
			'parquet-geometry',
			'Geometries are kept as bytes (WKB, as in the file)'
		],
		[
			({ meaning }) => meaning === 'variant',
			'parquet-variant',
			'VARIANT values are kept as the bytes that the file has for them'
		],
		[({ hasInt96 }) => hasInt96, 'parquet-int96', 'Times in the old 96-bit form are read to the microsecond']
	];
	return told.flatMap(([applies, code, sentence]) => {
		const names = columns.filter(applies).map(({ name }) => `“${name}”`);
		return names.length === 0 ? [] : [{ code, message: `${sentence}: ${names.join(', ')}.` }];
	});
}
