/** A name in SQL that means the diff of two versions (SPEC DIF-11): `orders@3..4.diff`, `book@3..4.sheet1.diff`. */
export interface DiffName {
	/** Names of the two sides, as `orders@3`, `book@4.sheet1`. */
	from: string;
	to: string;
}

/** @returns null for a name that means no diff */
export function parseDiffName(name: string): DiffName | null {
	const found = /^([^.@"]+)@([1-9]\d{0,14})\.\.([1-9]\d{0,14})(\..+)?\.diff$/i.exec(name);
	if (!found) return null;
	const [, source = '', from = '', to = '', table = ''] = found;
	return { from: `${source}@${from}${table}`, to: `${source}@${to}${table}` };
}

/** The name of the diff of two versions of a source's only table. */
export function diffName(source: string, from: number, to: number): string {
	return `${source}@${from}..${to}.diff`;
}
