/**
 * The type of a column together with the one way its values are written in the file. A text column becomes
 * typed only if every value survives text → type → text under this exact spelling (SPEC TYP-1).
 */
export type ColumnType =
	| { kind: 'VARCHAR' }
	/** Both texts empty: only where the user fixed the type; all the usual word pairs are accepted. */
	| { kind: 'BOOLEAN'; trueText: string; falseText: string }
	/** `grouped`: written with the notation's thousands separator (SPEC TYP-8). */
	| { kind: 'BIGINT'; grouped?: boolean }
	| { kind: 'HUGEINT'; grouped?: boolean }
	| {
			kind: 'DECIMAL';
			precision: number;
			scale: number;
			/**
			 * `fixed`: always `scale` digits after the point; `trimmed`: no trailing zeros, no lone point;
			 * `float`: trimmed but with at least one digit after the point (as Python writes floats);
			 * `any`: only where the user fixed the type: every spelling of an exact value is accepted.
			 */
			style: 'fixed' | 'trimmed' | 'float' | 'any';
			/** False where values below one are written without a zero before the point (`.5`). */
			leadingZero: boolean;
			/** Written with the notation's thousands separator (SPEC TYP-8). */
			grouped?: boolean;
	  }
	| { kind: 'DOUBLE' }
	| { kind: 'DATE'; format: string }
	| { kind: 'TIME'; format: string }
	| { kind: 'TIMESTAMP'; format: string }
	| { kind: 'TIMESTAMPTZ'; format: string };

export type ColumnTypeKind = ColumnType['kind'];

/** How numbers are written in this file. */
export interface NumberNotation {
	decimalSeparator: '.' | ',';
	/** Grouping character in numbers, or null. Never detected: only the user gives it (SPEC TYP-8). */
	thousandsSeparator: string | null;
}

/** The type's name in SQL, as DuckDB writes it: `DECIMAL(18,2)`, `TIMESTAMP WITH TIME ZONE`. */
export function sqlTypeName(type: ColumnType): string {
	if (type.kind === 'DECIMAL') return `DECIMAL(${type.precision},${type.scale})`;
	if (type.kind === 'TIMESTAMPTZ') return 'TIMESTAMP WITH TIME ZONE';
	return type.kind;
}
