/**
 * Runs `task`, and rejects when the WebAssembly module faults meanwhile: a fault in one of its own callbacks ends no
 * promise, it only reaches the worker's error handler.
 */
export async function withFaults<T>(task: () => Promise<T>): Promise<T> {
	let onError: (event: ErrorEvent) => void = () => undefined;
	const fault = new Promise<never>((_, reject) => {
		onError = (event) => {
			if (!(event.error instanceof WebAssembly.RuntimeError)) return;
			event.preventDefault();
			reject(event.error);
		};
	});
	globalThis.addEventListener('error', onError);
	try {
		return await Promise.race([task(), fault]);
	} finally {
		globalThis.removeEventListener('error', onError);
	}
}
