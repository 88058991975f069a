import type { GridSource } from '$lib/domain/grid/grid-source';

/** The source that a grid in a test shows; setting it changes the grid's property. */
export class ShownSource {
	current = $state.raw<GridSource>() as GridSource;

	constructor(source: GridSource) {
		this.current = source;
	}
}
