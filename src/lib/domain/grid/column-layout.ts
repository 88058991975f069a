/**
 * How the user arranged the columns of a grid. Columns go by key (see `columnKeys`), so that a layout outlives a new
 * version with other columns: what it does not know is shown where it lies by nature.
 */
export interface ColumnLayout {
	/** Keys in the order they were put in; empty for the natural one. */
	order: readonly string[];
	/** Stand at the left and do not scroll. */
	pinned: readonly string[];
	hidden: readonly string[];
	widthsPx: Readonly<Record<string, number>>;
}

export const NATURAL_LAYOUT: ColumnLayout = { order: [], pinned: [], hidden: [], widthsPx: {} };

/** The columns shown, as indices into the source's columns; the first `pinnedCount` of them are pinned. */
export interface ColumnArrangement {
	shown: readonly number[];
	pinnedCount: number;
}

/** A key for each column: its name; where a result has several of one name, with the number of its kind behind. */
export function columnKeys(columns: readonly { name: string }[]): string[] {
	const seen = new Map<string, number>();
	return columns.map(({ name }) => {
		const count = (seen.get(name) ?? 0) + 1;
		seen.set(name, count);
		return count === 1 ? name : `${name}\0${count}`;
	});
}

/** All keys in display order, hidden ones at their places, pinned ones first. */
export function columnSequence(keys: readonly string[], { order, pinned }: ColumnLayout): string[] {
	const present = new Set(keys);
	const sequence = [...new Set(order)].filter((key) => present.has(key));
	const known = new Set(sequence);
	keys.forEach((key, at) => {
		if (known.has(key)) return;
		const before = keys[at - 1];
		sequence.splice(before === undefined ? 0 : sequence.indexOf(before) + 1, 0, key);
		known.add(key);
	});
	const isPinned = new Set(pinned);
	return [...sequence.filter((key) => isPinned.has(key)), ...sequence.filter((key) => !isPinned.has(key))];
}

/** What is shown of `keys`, and where. A layout that hides everything hides nothing. */
export function arrangeColumns(keys: readonly string[], layout: ColumnLayout): ColumnArrangement {
	const at = new Map(keys.map((key, index) => [key, index]));
	const hidden = new Set(layout.hidden);
	const sequence = columnSequence(keys, layout);
	const left = sequence.filter((key) => !hidden.has(key));
	const shown = left.length > 0 ? left : sequence;
	const pinned = new Set(layout.pinned);
	return {
		shown: shown.map((key) => at.get(key) ?? 0),
		pinnedCount: shown.filter((key) => pinned.has(key)).length
	};
}

/**
 * Moves a shown column in front of the one that now has place `to` (places count shown columns; their number means
 * the end). Put among pinned columns it is pinned, and unpinned when it is put behind them.
 */
export function moveColumn(
	keys: readonly string[],
	layout: ColumnLayout,
	from: number,
	to: number
): ColumnLayout {
	const { shown, pinnedCount } = arrangeColumns(keys, layout);
	const keyOf = (place: number) => keys[shown[place] ?? -1];
	const key = keyOf(from);
	if (key === undefined || to === from || to === from + 1) return layout;
	const isPinned = to < pinnedCount || (to === pinnedCount && from < pinnedCount);
	const order = columnSequence(keys, layout).filter((other) => other !== key);
	const behind = keyOf(to);
	const last = keyOf(to - 1);
	const place = behind === undefined ? order.indexOf(last ?? '') + 1 : order.indexOf(behind);
	order.splice(place, 0, key);
	return withPin({ ...layout, order }, key, isPinned);
}

/** Pins a column behind those that are pinned, or lets it scroll again. */
export function withPin(layout: ColumnLayout, key: string, isPinned: boolean): ColumnLayout {
	return { ...layout, pinned: withMember(layout.pinned, key, isPinned) };
}

export function withHidden(layout: ColumnLayout, key: string, isHidden: boolean): ColumnLayout {
	return { ...layout, hidden: withMember(layout.hidden, key, isHidden) };
}

export function withWidth(layout: ColumnLayout, key: string, widthPx: number): ColumnLayout {
	return { ...layout, widthsPx: { ...layout.widthsPx, [key]: widthPx } };
}

/** A layout as it was kept, whatever another version of the app wrote; undefined where it is none. */
export function readColumnLayout(kept: unknown): ColumnLayout | undefined {
	if (typeof kept !== 'object' || kept === null) return undefined;
	const { order, pinned, hidden, widthsPx } = kept as Record<string, unknown>;
	if (!isTexts(order) || !isTexts(pinned) || !isTexts(hidden)) return undefined;
	if (typeof widthsPx !== 'object' || widthsPx === null) return undefined;
	const widths = Object.entries(widthsPx).filter(([, width]) => typeof width === 'number');
	return { order, pinned, hidden, widthsPx: Object.fromEntries(widths) };
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function withMember(list: readonly string[], key: string, isMember: boolean): readonly string[] {
	if (list.includes(key) === isMember) return list;
	return isMember ? [...list, key] : list.filter((other) => other !== key);
}
