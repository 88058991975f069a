import { passed, type CheckOutcome } from '$lib/domain/self-test/check';

const ECHO = `addEventListener('message', ({ data }) => postMessage(data));`;

/** Starts a worker from this worker, as imports start their engines, and has a message back from it. */
export async function checkNestedWorker(): Promise<CheckOutcome> {
	const url = URL.createObjectURL(new Blob([ECHO], { type: 'text/javascript' }));
	const worker = new Worker(url);
	try {
		const question = crypto.randomUUID();
		const answer = await new Promise<unknown>((resolve, reject) => {
			worker.addEventListener('message', ({ data }) => resolve(data));
			worker.addEventListener('error', ({ message }) => reject(new Error(message || 'it does not start')));
			worker.postMessage(question);
		});
		if (answer !== question) throw new Error('a message came back changed');
	} finally {
		worker.terminate();
		URL.revokeObjectURL(url);
	}
	return passed({ cores: navigator.hardwareConcurrency });
}
