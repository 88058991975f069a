import type { Version } from '$lib/domain/versions/version';
import { texts } from '../texts';

/** How the columns of `after` differ from those of `before`, by name, each with its sign. Empty: not at all. */
export function columnChanges(before: Version, after: Version): string[] {
	const old = columnsOf(before);
	const now = columnsOf(after);
	const added = [...now.keys()].filter((name) => !old.has(name)).length;
	const removed = [...old.keys()].filter((name) => !now.has(name)).length;
	const retyped = [...now].filter(([name, type]) => old.has(name) && old.get(name) !== type).length;
	const { moreColumns, fewerColumns, retyped: retypedText } = texts.source.layers;
	return [
		added > 0 && moreColumns(added),
		removed > 0 && fewerColumns(removed),
		retyped > 0 && retypedText(retyped)
	].filter((text) => text !== false);
}

/** Types by table and column name. */
function columnsOf(version: Version): Map<string, string> {
	const isSingle = version.tables.length === 1;
	return new Map(
		version.tables.flatMap((table) =>
			table.columns.map(({ name, type }) => [isSingle ? name : `${table.name}.${name}`, type] as const)
		)
	);
}
