import type { EngineParts } from './query-api';

/** Works in the background on how versions are stored; in a worker that ends with its work. */
export interface LayersApi {
	/**
	 * Does one piece of work.
	 * @param workId chosen by the caller, who ends the work where the worker dies
	 * @param library a port to the LibraryApi
	 * @param engine the engine's parts, or null: then they are loaded
	 * @returns whether there was any
	 */
	run(workId: string, library: MessagePort, engine: EngineParts | null): Promise<boolean>;
}
