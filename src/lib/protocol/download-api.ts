/** Fetches one file from an address that the user gave: a worker for each, which ends with it. */
export interface DownloaderApi {
	/**
	 * @param onProgress at most ten times a second
	 * @throws AppError `url/invalid`, `url/blocked`, `url/unreachable`, `url/status`, `file/too-large`, `file/empty`
	 */
	download(address: string, onProgress: (progress: DownloadProgress) => void): Promise<File>;
}

export interface DownloadProgress {
	bytesRead: number;
	/** Null where the server does not say. */
	bytesTotal: number | null;
}
