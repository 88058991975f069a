import { AppError } from '../errors';
import type { ColumnType, NumberNotation } from './column-type';
import { bestDateFormat } from './time-candidates';
import { formatFields } from './time-format';

/** What is known when the user fixes a column's type. */
export interface FixedTypeContext {
	notation: NumberNotation;
	/** strptime format the user gave for dates, or null. */
	dateFormat?: string | null;
	/** Sampled texts of the column: a DATE or TIMESTAMP gets the format that fits most of them. */
	values?: Iterable<string | null>;
}

const BIGINT_NAMES = [
	...[
		'BIGINT',
		'INT8',
		'LONG',
		'INTEGER',
		'INT',
		'INT4',
		'SIGNED',
		'SMALLINT',
		'INT2',
		'SHORT',
		'TINYINT',
		'INT1'
	],
	...['UTINYINT', 'USMALLINT', 'UINTEGER']
];

const KINDS: readonly (readonly [ColumnType['kind'], readonly string[]])[] = [
	['BIGINT', BIGINT_NAMES],
	['HUGEINT', ['HUGEINT', 'INT128', 'UBIGINT']],
	['DOUBLE', ['DOUBLE', 'DOUBLE PRECISION', 'FLOAT8', 'FLOAT', 'FLOAT4', 'REAL']],
	['BOOLEAN', ['BOOLEAN', 'BOOL', 'LOGICAL']],
	['DATE', ['DATE']],
	['TIME', ['TIME', 'TIME WITHOUT TIME ZONE']],
	['TIMESTAMP', ['TIMESTAMP', 'DATETIME', 'TIMESTAMP WITHOUT TIME ZONE']],
	['TIMESTAMPTZ', ['TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE']],
	['VARCHAR', ['VARCHAR', 'TEXT', 'STRING', 'CHAR', 'BPCHAR', 'NVARCHAR']]
];

/**
 * The column type for a type name that a user or script fixed: `DECIMAL(10,2)`, `integer`, `timestamptz` …
 * Whole numbers of every width become BIGINT, floats DOUBLE.
 * @throws AppError `import/option` where the name is unknown or the precision impossible
 */
export function fixedTypeFromSql(typeName: string, context: FixedTypeContext): ColumnType {
	const name = typeName.trim().toUpperCase().replace(/\s+/g, ' ');
	const decimal = /^(?:DECIMAL|NUMERIC|DEC)(?: ?\( ?(\d+) ?(?:, ?(\d+) ?)?\))?$/.exec(name);
	if (decimal) return decimalType(typeName, decimal[1], decimal[2]);
	const bare = name.replace(/^(VARCHAR|CHAR|NVARCHAR|BPCHAR) ?\( ?\d+ ?\)$/, '$1');
	const kind = KINDS.find(([, names]) => names.includes(bare))?.[0];
	switch (kind) {
		case 'BOOLEAN':
			return { kind, trueText: '', falseText: '' };
		case 'BIGINT':
		case 'HUGEINT':
		case 'DOUBLE':
		case 'VARCHAR':
			return { kind };
		case 'DATE':
			return { kind, format: dateFormat(context, 'DATE') };
		case 'TIME':
			return { kind, format: '%H:%M:%S' };
		case 'TIMESTAMP':
			return { kind, format: dateFormat(context, 'TIMESTAMP') };
		case 'TIMESTAMPTZ':
			return { kind, format: '%Y-%m-%d %H:%M:%S%z' };
		default:
			throw new AppError('import/option', `"${typeName}" is not a type that a column can have.`, {
				option: 'columns',
				value: typeName
			});
	}
}

function decimalType(typeName: string, precisionText = '18', scaleText?: string): ColumnType {
	const precision = Number(precisionText);
	const scale = Number(scaleText ?? (precisionText === '18' ? '3' : '0'));
	if (precision < 1 || precision > 38 || scale > precision) {
		throw new AppError('import/option', `"${typeName}" is no decimal type: up to 38 digits are possible.`, {
			option: 'columns',
			value: typeName
		});
	}
	return { kind: 'DECIMAL', precision, scale, style: 'any', leadingZero: true };
}

function dateFormat(context: FixedTypeContext, kind: 'DATE' | 'TIMESTAMP'): string {
	const given = context.dateFormat;
	if (given && formatFields(given)?.time === (kind === 'TIMESTAMP')) return given;
	return bestDateFormat(kind, context.values ?? [], given ?? null);
}
