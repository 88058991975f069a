import { foldName } from '$lib/domain/sql/names';
import { pairedTables } from '$lib/domain/versions/column-changes';
import type { Version, VersionTable } from '$lib/domain/versions/version';
import type { QueryLibrary } from '$lib/jobs/query/source-views';
import type { NameProblem, ResolvedTable } from '$lib/protocol/library-api';

/** Whose columns names mean: those of the version that is stored, or of the one that is to come. */
export interface Shapes {
	sourceId: string;
	newest: Pick<Version, 'version' | 'tables'>;
	/** Null while names mean what is stored. */
	next: readonly VersionTable[] | null;
}

/**
 * The library as an import sees it. While `shapes` is set, every name stands for a table without rows that has its columns
 * and types: enough for the engine's binder to say whether a statement would run, and nothing is read for it.
 */
export class ShapeLibrary implements QueryLibrary {
	readonly #library: QueryLibrary;
	shapes: Shapes | null = null;

	constructor(library: QueryLibrary) {
		this.#library = library;
	}

	async resolve(names: string[]): Promise<ResolvedTable[]> {
		const found = await this.#library.resolve(names);
		const { shapes } = this;
		return shapes === null ? found : found.flatMap((table) => shapeOf(table, shapes) ?? []);
	}

	problems(names: string[]): Promise<NameProblem[]> {
		return this.#library.problems(names);
	}

	findSource(...asked: Parameters<QueryLibrary['findSource']>): ReturnType<QueryLibrary['findSource']> {
		return this.#library.findSource(...asked);
	}

	versions(sourceId: string): Promise<Version[]> {
		return this.#library.versions(sourceId);
	}

	diffOptions(sourceId: string): ReturnType<QueryLibrary['diffOptions']> {
		return this.#library.diffOptions(sourceId);
	}
}

/** Whether a name means whatever is the newest version, and not one version for good. */
export function meansNewest({ name, fullName, sourceId }: ResolvedTable, shapes: Shapes): boolean {
	return sourceId === shapes.sourceId && foldName(fullName ?? name) !== foldName(name);
}

function shapeOf(table: ResolvedTable, shapes: Shapes): ResolvedTable | null {
	const { next, newest } = shapes;
	if (next === null || !meansNewest(table, shapes)) return emptied(table, table.table);
	const pair = pairedTables(newest.tables, next).find(({ before }) => before.name === table.table.name);
	return pair?.after ? emptied(table, pair.after) : null;
}

function emptied(table: ResolvedTable, shape: VersionTable): ResolvedTable {
	const { layered: _, versions, ...rest } = table;
	return {
		...rest,
		isSqlite: false,
		parts: [],
		rules: [],
		table: { ...shape, rows: 0, rejected: 0, segments: [] },
		...(versions && { versions: versions.map((version) => emptied(version, version.table)) })
	};
}
