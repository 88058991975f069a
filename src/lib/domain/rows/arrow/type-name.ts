import { quoteIdentifier } from '../../sql/quote';
import type { ArrowField } from './schema';

/** DuckDB's name of the type that has this Arrow form: for results whose types can't be asked for beforehand. */
export function sqlTypeOf(field: ArrowField): string {
	const { type, children } = field;
	const child = (index: number) => (children[index] ? sqlTypeOf(children[index]) : 'VARCHAR');
	switch (type.kind) {
		case 'null':
			return '"NULL"';
		case 'bool':
			return 'BOOLEAN';
		case 'int':
			return (
				(type.isSigned ? '' : 'U') + ({ 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER' }[type.bits] ?? 'BIGINT')
			);
		case 'float':
			return type.bits === 64 ? 'DOUBLE' : 'FLOAT';
		case 'utf8':
			return 'VARCHAR';
		case 'binary':
		case 'fixed-binary':
			return 'BLOB';
		case 'decimal':
			return type.precision === 38 && type.scale === 0
				? 'HUGEINT'
				: `DECIMAL(${type.precision},${type.scale})`;
		case 'date':
			return 'DATE';
		case 'time':
			return 'TIME';
		case 'timestamp':
			return timestampName(type.ticks, type.zone);
		case 'list':
			return `${child(0)}[]`;
		case 'fixed-list':
			return `${child(0)}[${type.size}]`;
		case 'struct':
			return `STRUCT(${children.map((part) => `${quoteIdentifier(part.name)} ${sqlTypeOf(part)}`).join(', ')})`;
		case 'map': {
			const [key, value] = children[0]?.children ?? [];
			return key && value ? `MAP(${sqlTypeOf(key)}, ${sqlTypeOf(value)})` : 'VARCHAR';
		}
	}
}

function timestampName(ticks: bigint, zone: string | null): string {
	if (zone !== null) return 'TIMESTAMP WITH TIME ZONE';
	if (ticks === 1_000_000n) return 'TIMESTAMP';
	return ticks === 1n ? 'TIMESTAMP_S' : ticks === 1000n ? 'TIMESTAMP_MS' : 'TIMESTAMP_NS';
}
