/**
 * Elements of a virtualised list are used again instead of being made anew: `slotCount` elements show the window that
 * begins at `windowStart`, and an element changes only when what it showed has left the window.
 *
 * @returns the index shown in `slot`: the one of `[windowStart, windowStart + slotCount)` congruent to `slot`.
 */
export function indexInSlot(slot: number, windowStart: number, slotCount: number): number {
	const distance = (slot - windowStart) % slotCount;
	return windowStart + (distance < 0 ? distance + slotCount : distance);
}

/** A window of `size` (or all, where there are fewer) that holds `[start, end)` about in its middle, within `[0, count)`. */
export function windowAround(start: number, end: number, size: number, count: number): number {
	const spare = Math.max(0, size - (end - start));
	return Math.max(0, Math.min(start - Math.floor(spare / 2), count - size));
}
