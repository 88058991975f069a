import type { Version } from '$lib/domain/versions/version';

/** A name as in SQL, taken apart: `book@2.sheet1.rejects`. */
export interface TableName {
	source: string;
	/** Null for the newest. */
	version: number | null;
	/** What stands behind the first dot, or null. */
	rest: string | null;
}

export interface TableChoice {
	tableIndex: number;
	view: 'rows' | 'records' | 'rejects' | 'findings';
}

const ENDINGS = ['records', 'rejects', 'findings'] as const;

/** Key under which names are compared: case does not count, nor how an accent is encoded. */
export function nameKey(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

/** Takes a name apart; a source's name never holds `.` or `@`. @returns null for what can't be a table's name */
export function parseTableName(name: string): TableName | null {
	const dot = name.indexOf('.');
	const rest = dot < 0 ? null : name.slice(dot + 1);
	const [source = '', version, ...more] = (dot < 0 ? name : name.slice(0, dot)).split('@');
	if (source === '' || rest === '' || more.length > 0) return null;
	if (version === undefined) return { source, version: null, rest };
	if (!/^[1-9]\d{0,14}$/.test(version)) return null;
	return { source, version: Number(version), rest };
}

/**
 * Which table of a version `rest` means (SPEC STO-12). With one table, nothing, `records`, `rejects` and `findings` are its views;
 * with several, a table's own name stands first, and wins over the names of views.
 * @returns null where there is no such table
 */
export function chooseTable(version: Pick<Version, 'tables'>, rest: string | null): TableChoice | null {
	const hasOne = version.tables.length === 1;
	if (rest === null) return hasOne ? { tableIndex: 0, view: 'rows' } : null;
	const key = nameKey(rest);
	const ending = ENDINGS.find((one) => one === key);
	if (hasOne && ending) return { tableIndex: 0, view: ending };
	const indexOf = (wanted: string) => version.tables.findIndex((table) => nameKey(table.name) === wanted);
	const named = indexOf(key);
	if (named >= 0) return { tableIndex: named, view: 'rows' };
	for (const view of ENDINGS) {
		const tableIndex = key.endsWith(`.${view}`) ? indexOf(key.slice(0, -view.length - 1)) : -1;
		if (tableIndex >= 0) return { tableIndex, view };
	}
	return null;
}
