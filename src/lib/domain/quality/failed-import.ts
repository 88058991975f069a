/** An import into a source that failed; cancelled ones do not count. */
export interface FailedImport {
	importId: string;
	/** ISO 8601, UTC. */
	failedAt: string;
	fileName: string;
	/** An error code, `quality/blocked` among them. */
	code: string;
	/** A sentence. */
	message: string;
}
