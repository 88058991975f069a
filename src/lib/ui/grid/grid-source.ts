/** The interface lies in the domain, so that state may implement it too. */
export type { CellText, GridColumn, GridOrder, GridSorting, GridSource } from '$lib/domain/grid/grid-source';
