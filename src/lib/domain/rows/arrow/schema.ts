import type { FlatTable } from './flatbuffer';

/** Units of times, by their number in the format: ticks in a second. */
const TICKS = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;

/** The layout of a column's values (https://arrow.apache.org/docs/format/Columnar.html). */
export type ArrowType =
	| { kind: 'null' | 'bool' | 'utf8' | 'binary' | 'date' | 'list' | 'struct' | 'map' }
	| { kind: 'int'; bits: number; isSigned: boolean }
	| { kind: 'float'; bits: number }
	| { kind: 'decimal'; precision: number; scale: number }
	| { kind: 'time'; bits: number; ticks: bigint }
	| { kind: 'timestamp'; ticks: bigint; zone: string | null }
	| { kind: 'fixed-binary'; width: number }
	| { kind: 'fixed-list'; size: number };

export interface ArrowField {
	name: string;
	type: ArrowType;
	children: ArrowField[];
}

/** @throws TypeError for types that no result of ours has (dictionaries, unions, intervals: see `transportType`). */
export function arrowField(field: FlatTable): ArrowField {
	const name = field.text(0) ?? '';
	if (field.table(4)) throw new TypeError(`column ${name} is dictionary-encoded`);
	return { name, type: arrowType(field), children: field.tables(5).map(arrowField) };
}

function arrowType(field: FlatTable): ArrowType {
	const type = field.table(3);
	const id = field.uint8(2);
	switch (id) {
		case 1:
			return { kind: 'null' };
		case 2:
			return { kind: 'int', bits: type?.int32(0) ?? 0, isSigned: type?.uint8(1) === 1 };
		case 3:
			return { kind: 'float', bits: type?.int16(0) === 2 ? 64 : 32 };
		case 4:
			return { kind: 'binary' };
		case 5:
			return { kind: 'utf8' };
		case 6:
			return { kind: 'bool' };
		case 7:
			return { kind: 'decimal', precision: type?.int32(0) ?? 0, scale: type?.int32(1) ?? 0 };
		case 8:
			return { kind: 'date' };
		case 9:
			return { kind: 'time', bits: type?.int32(1, 32) ?? 32, ticks: TICKS[type?.int16(0, 1) ?? 1] ?? 1n };
		case 10:
			return { kind: 'timestamp', ticks: TICKS[type?.int16(0) ?? 0] ?? 1n, zone: type?.text(1) ?? null };
		case 12:
			return { kind: 'list' };
		case 13:
			return { kind: 'struct' };
		case 15:
			return { kind: 'fixed-binary', width: type?.int32(0) ?? 0 };
		case 16:
			return { kind: 'fixed-list', size: type?.int32(0) ?? 0 };
		case 17:
			return { kind: 'map' };
	}
	throw new TypeError(`column ${field.text(0) ?? ''} has the unknown Arrow type ${id}`);
}
