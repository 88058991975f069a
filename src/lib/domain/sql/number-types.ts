/** Names of integer types whose values a BIGINT can hold. */
export const TYPES_WITHIN_BIGINT = [
	'TINYINT',
	'SMALLINT',
	'INTEGER',
	'BIGINT',
	'UTINYINT',
	'USMALLINT',
	'UINTEGER'
];

/** Names of the integer types that tables have. */
export const INTEGER_TYPES = [...TYPES_WITHIN_BIGINT, 'HUGEINT', 'UBIGINT'];

export const FLOAT_TYPES = ['FLOAT', 'DOUBLE'];
