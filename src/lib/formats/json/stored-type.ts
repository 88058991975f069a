import { quoteIdentifier } from '$lib/domain/sql/quote';
import { columnNames } from '../column-names';
import type { Column } from './column';
import type { Evidence } from './evidence';
import { TAG } from './tags';
import { DATE_SHAPE, describeShape, isZoned, NO_SHAPE } from './temporal';

/** The type a column is stored with. */
export type StoredType =
	| { kind: 'BOOLEAN' | 'BIGINT' | 'HUGEINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'TIMESTAMPTZ' | 'VARCHAR' }
	| { kind: 'DECIMAL'; precision: 18 | 38; scale: number }
	| { kind: 'STRUCT'; fields: { name: string; column: Column; type: StoredType }[] }
	| { kind: 'LIST'; item: StoredType; column: Column };

export interface TypeFinding {
	type: StoredType;
	/** English, without a full stop: why this type. */
	why: string;
}

const MAX_DIGITS = 38;

/** The narrowest type that holds every value of a column so far (SPEC JSN-4 to JSN-7). */
export function findType(column: Column): TypeFinding {
	const { evidence } = column;
	const kinds = kindsOf(evidence);
	if (column.asText && evidence.nested > 0) {
		return text(
			kinds.length > 1
				? `holds ${listed(kinds)}: kept as text`
				: 'too deep, varied or empty for a type: kept as JSON text'
		);
	}
	if (kinds.length === 0) return text('no record has a value');
	if (kinds.length > 1) return text(`holds ${listed(kinds)}: kept as text`);
	if (evidence.booleans > 0) return { type: { kind: 'BOOLEAN' }, why: 'every value is true or false' };
	if (evidence.numbers > 0) return numberType(evidence);
	if (evidence.count(TAG.string) > 0) return stringType(evidence);
	return nestedType(column);
}

/** The type's name in SQL. */
export function sqlName(type: StoredType): string {
	switch (type.kind) {
		case 'DECIMAL':
			return `DECIMAL(${type.precision},${type.scale})`;
		case 'TIMESTAMPTZ':
			return 'TIMESTAMP WITH TIME ZONE';
		case 'LIST':
			return `${sqlName(type.item)}[]`;
		case 'STRUCT':
			return `STRUCT(${type.fields.map((field) => `${quoteIdentifier(field.name)} ${sqlName(field.type)}`).join(', ')})`;
		default:
			return type.kind;
	}
}

/** Kinds of values in a column, for people. */
export function kindsOf(evidence: Evidence): string[] {
	const found: string[] = [];
	if (evidence.count(TAG.string) > 0) found.push('strings');
	if (evidence.numbers > 0) found.push('numbers');
	if (evidence.booleans > 0) found.push('true or false');
	if (evidence.objects > 0) found.push('objects');
	if (evidence.count(TAG.array) > 0) found.push('arrays');
	if (evidence.count(TAG.json) > 0) found.push('objects or arrays');
	return found;
}

export function listed(words: readonly string[]): string {
	if (words.length < 2) return words.join('');
	return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function numberType(evidence: Evidence): TypeFinding {
	const { wholeDigits, scale } = evidence;
	const found = (type: StoredType, why: string): TypeFinding => ({ type, why: `every value is ${why}` });
	if (evidence.wantsDouble) {
		if (!evidence.isDoubleExact) return text('digits of its numbers would be lost');
		return found({ kind: 'DOUBLE' }, 'a number, some with an exponent or none at all');
	}
	if (scale === 0) {
		if (evidence.fitsBigint) return found({ kind: 'BIGINT' }, 'a whole number');
		if (evidence.fitsHugeint) return found({ kind: 'HUGEINT' }, 'a whole number, some beyond 64 bits');
		return text('whole numbers are too long for any exact type');
	}
	const digits = wholeDigits + scale;
	if (digits <= MAX_DIGITS) {
		const places = `${scale} ${scale === 1 ? 'digit' : 'digits'} after the point`;
		return found(
			{ kind: 'DECIMAL', precision: digits > 18 ? 38 : 18, scale },
			`a number, with up to ${places}`
		);
	}
	if (evidence.isDoubleExact) return found({ kind: 'DOUBLE' }, 'a number that a DOUBLE holds exactly');
	return text('digits of its numbers would be lost');
}

function stringType(evidence: Evidence): TypeFinding {
	const shape = evidence.temporal;
	if (shape === NO_SHAPE) return text('values are text');
	const why = `every value is written as ${describeShape(shape)}`;
	if (shape === DATE_SHAPE) return { type: { kind: 'DATE' }, why };
	return { type: { kind: isZoned(shape) ? 'TIMESTAMPTZ' : 'TIMESTAMP' }, why };
}

function nestedType(column: Column): TypeFinding {
	if (column.item && column.evidence.count(TAG.array) > 0) {
		const item = column.item;
		return {
			type: { kind: 'LIST', item: findType(item).type, column: item },
			why: 'every value is an array'
		};
	}
	const { names } = columnNames(column.fields.map(({ key }) => key));
	const fields = column.fields.map(({ column: field }, i) => ({
		name: names[i] ?? '',
		column: field,
		type: findType(field).type
	}));
	return { type: { kind: 'STRUCT', fields }, why: 'every value is an object' };
}

function text(why: string): TypeFinding {
	return { type: { kind: 'VARCHAR' }, why };
}

/**
 * Marks the columns of a batch whose objects or arrays have to be read as text: they stand beside other kinds of
 * values, or are objects without any key.
 * @returns whether there are any: then the batch is to be read again
 */
export function markText(column: Column): boolean {
	if (column.asText) return false;
	if (column.fields.length === 0 && !column.item && !hasObjects(column)) return false;
	const kinds = kindsSeen(column);
	const isMixed = kinds.size > 1;
	if (column.depth > 0 && (isMixed || (kinds.has('object') && column.fields.length === 0))) {
		column.asText = true;
		return true;
	}
	let marked = column.item ? markText(column.item) : false;
	for (const field of column.fields) marked = markText(field.column) || marked;
	return marked;
}

function hasObjects({ tags, length, evidence }: Column): boolean {
	return evidence.objects > 0 || tags.subarray(0, length).includes(TAG.object);
}

const FAMILIES = ['', '', 'boolean', 'boolean', 'number', 'number', 'string', 'object', 'array', 'json'];

function kindsSeen({ tags, length, evidence }: Column): Set<string> {
	const seen = new Uint8Array(16);
	for (let i = 0; i < length; i++) seen[tags[i] as number] = 1;
	const kinds = new Set<string>();
	FAMILIES.forEach((family, tag) => {
		if (family !== '' && (seen[tag] || evidence.count(tag) > 0)) kinds.add(family);
	});
	return kinds;
}

/** Adds a batch to what is known of all its columns. */
export function addEvidence(column: Column): void {
	column.evidence.add(column);
	if (column.asText) return;
	if (column.item) addEvidence(column.item);
	for (const field of column.fields) addEvidence(field.column);
}
