import { FLOAT_TYPES, INTEGER_TYPES } from './number-types';
import type { SqlType } from './sql-type';

/**
 * Types that arrive exact in DuckDB-Wasm's Arrow form. All others travel as text: INTERVAL would overflow its
 * nanoseconds, ENUM comes without its dictionary, TIME WITH TIME ZONE without its zone, TIME_NS not at all.
 */
const EXACT = [
	'BOOLEAN',
	...INTEGER_TYPES,
	...FLOAT_TYPES,
	'VARCHAR',
	'BLOB',
	'UUID',
	'DATE',
	'TIME',
	'TIMESTAMP',
	'TIMESTAMP_S',
	'TIMESTAMP_MS',
	'TIMESTAMP_NS',
	'TIMESTAMP WITH TIME ZONE',
	'"NULL"'
];

const TEXT: SqlType = { kind: 'scalar', name: 'VARCHAR' };

/** The type to cast a column to before it travels; `type` itself where its Arrow form is exact. */
export function transportType(type: SqlType): SqlType {
	switch (type.kind) {
		case 'scalar':
			return EXACT.includes(type.name) ? type : TEXT;
		case 'decimal':
			return type;
		case 'enum':
		case 'union':
			return TEXT;
		case 'list':
		case 'array': {
			const element = transportType(type.element);
			return element === type.element ? type : { ...type, element };
		}
		case 'map': {
			const key = transportType(type.key);
			const value = transportType(type.value);
			return key === type.key && value === type.value ? type : { kind: 'map', key, value };
		}
		case 'struct': {
			const fields = type.fields.map((field) => ({ name: field.name, type: transportType(field.type) }));
			return fields.every((field, index) => field.type === type.fields[index]?.type)
				? type
				: { kind: 'struct', fields };
		}
	}
}
