import { splitStatements } from '$lib/domain/sql/split';
import type { DiffSide } from '$lib/protocol/diff-api';
import type { SchemaSource } from '$lib/protocol/library-api';
import type { TabsState } from '$lib/state/tabs-state.svelte';
import { texts } from '../texts';
import { sideName } from './side-name';

/** Something that can be compared. */
export interface SideChoice {
	/** Unique among the choices. */
	id: string;
	label: string;
	side: DiffSide;
}

export interface ChoiceGroup {
	label: string;
	choices: SideChoice[];
}

/** Statements of one query tab that are offered. */
const MOST_STATEMENTS = 20;
/** Versions of a source that are offered, newest first. */
const MOST_VERSIONS = 100;

/** Every table of a source, the newest version first. */
export function tableChoices(sources: readonly SchemaSource[]): ChoiceGroup[] {
	return sources.map((source) => {
		const rests = source.tables.map(({ name }) => (source.tables.length === 1 ? '' : `.${name}`));
		const older = source.versions.filter((version) => version !== source.newestVersion);
		const versions = source.isSqlite ? [] : older.toReversed().slice(0, MOST_VERSIONS);
		return {
			label: source.name,
			choices: [
				...rests.map((rest) => tableChoice(`${source.name}${rest}`, texts.diff.compareNewest)),
				...versions.flatMap((version) =>
					rests.map((rest) => tableChoice(`${source.name}@${version}${rest}`, (name) => name))
				)
			]
		};
	});
}

function tableChoice(name: string, label: (name: string) => string): SideChoice {
	return { id: `table ${name}`, label: label(name), side: { kind: 'table', name } };
}

/** The statements in the editors of open query tabs. */
export function queryChoices(tabs: Pick<TabsState, 'list' | 'draft'>): ChoiceGroup[] {
	const choices = tabs.list.flatMap((tab) => {
		if (tab.kind !== 'query') return [];
		const script = tabs.draft(tab.id);
		return splitStatements(script)
			.slice(0, MOST_STATEMENTS)
			.map(({ start, end }, index): SideChoice => {
				const side: DiffSide = { kind: 'query', sql: script.slice(start, end) };
				const label = `${texts.tabs.query(tab.number)}: ${sideName(side)}`;
				return { id: `query ${tab.id} ${index}`, label, side };
			});
	});
	return choices.length === 0 ? [] : [{ label: texts.diff.compareQueries, choices }];
}
