export interface TableDraft {
	name: string;
	types: string[];
	/** SELECTs of `record_number, c0 …`. */
	segments: string[];
	/** Record numbers of rejects. */
	rejected?: number[];
}
