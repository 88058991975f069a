import { oneLine } from '$lib/domain/sql/one-line';
import type { DiffSide } from '$lib/protocol/diff-api';

const LENGTH = 40;

/** What a side of a diff is called: the table's name, or its statement in one short line. */
export function sideName(side: DiffSide): string {
	return side.kind === 'table' ? side.name : oneLine(side.sql, LENGTH);
}
