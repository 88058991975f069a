/** How far an export is. Sent at most ten times a second. */
export interface ExportProgress {
	rows: number;
	/** Null while nobody knows. */
	rowsTotal: number | null;
	bytesWritten: number;
	elapsedMs: number;
}
