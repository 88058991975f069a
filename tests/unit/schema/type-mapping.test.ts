import { describe, expect, test } from 'vitest';
import {
	canonicalType,
	MAPPED_TYPES,
	nativeType,
	survives,
	type TypeSystem
} from '$lib/domain/schema/type-mapping';

const SYSTEMS: TypeSystem[] = ['sqlite', 'arrow', 'parquet', 'json', 'excel'];

describe.each(SYSTEMS)('SCH-2 types of %s', (system) => {
	test('every type of ours has a name there, and every name is one of ours again', () => {
		for (const type of [...MAPPED_TYPES, 'DECIMAL(18,2)', 'INTEGER[]', 'STRUCT(a INTEGER)', "ENUM('a')"]) {
			const native = nativeType(system, type);
			expect(native).not.toBe('');
			const back = canonicalType(system, native);
			// containers of Arrow, Parquet and JSON have no name that says what is in them
			if (back === null) expect(type).toMatch(/\[\]|STRUCT/);
			else expect(back === type || !survives(system, type)).toBe(true);
		}
	});

	test('a name means one type', () => {
		const own = MAPPED_TYPES.filter((type) => survives(system, type));
		const names = own.map((type) => nativeType(system, type).toLowerCase());
		expect(new Set(names).size).toBe(names.length);
		for (const type of own) expect(canonicalType(system, nativeType(system, type))).toBe(type);
	});

	test('what is unknown is null', () => {
		expect(canonicalType(system, 'no such type')).toBeNull();
	});
});

test('SCH-2 which types survive where', () => {
	const kept = (system: TypeSystem) => MAPPED_TYPES.filter((type) => survives(system, type)).length;
	expect(kept('arrow')).toBe(MAPPED_TYPES.length);
	expect(kept('parquet')).toBe(MAPPED_TYPES.length - 1);
	expect(survives('parquet', 'HUGEINT')).toBe(false);
	expect(MAPPED_TYPES.filter((type) => survives('json', type))).toEqual([
		'BOOLEAN',
		'BIGINT',
		'DOUBLE',
		'VARCHAR'
	]);
	expect(survives('sqlite', 'DECIMAL(10,2)')).toBe(true);
	expect(nativeType('parquet', 'DECIMAL(9,2)')).toBe('INT32 (DECIMAL(9,2))');
});
