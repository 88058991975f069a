import { parseSqlType, sqlTypeText, type SqlType } from '$lib/domain/sql/sql-type';
import { transportType } from '$lib/domain/sql/transport-type';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import type { ResultColumn } from '$lib/protocol/query-api';

/** How a statement's rows are fetched without loss. */
export interface TransportPlan {
	sql: string;
	/** Where the user's statement starts in `sql`. */
	start: number;
}

/** @returns `statement` itself where every column arrives exact, else a SELECT around it that casts the others. */
export function transportPlan(statement: string, columns: readonly ResultColumn[]): TransportPlan {
	const casts = columns.map(({ type }) => castFor(type));
	if (casts.every((cast) => cast === null)) return { sql: statement, start: 0 };
	const names = columns.map((_, index) => quoteIdentifier(`c${index}`));
	const list = names.map((name, index) =>
		casts[index] ? `CAST(${name} AS ${casts[index]}) AS ${name}` : name
	);
	const head = `SELECT ${list.join(', ')} FROM (\n`;
	return { sql: `${head}${statement}\n) AS t(${names.join(', ')})`, start: head.length };
}

/** The type to cast to, or null where the Arrow form is exact. */
function castFor(typeName: string): string | null {
	let type: SqlType;
	try {
		type = parseSqlType(typeName);
	} catch {
		return 'VARCHAR';
	}
	const transported = transportType(type);
	return transported === type ? null : sqlTypeText(transported);
}
