import { expect, test } from 'vitest';

test('STO-14 a file is opened in place though its handle is held by nothing while that takes its time', async () => {
	const worker = new Worker(new URL('./sync-access.worker.ts', import.meta.url), { type: 'module' });
	const opened = new Promise((resolve, reject) => {
		worker.onmessage = ({ data }) => resolve(data);
		worker.onerror = ({ message }) => reject(new Error(message));
	});
	worker.postMessage(10);
	expect(await opened).toBe(10);
	worker.terminate();
}, 20_000);
