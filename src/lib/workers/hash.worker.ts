import { HashThread, type HashCall } from '$lib/jobs/import/hash-thread';

const thread = new HashThread();
addEventListener('message', ({ data }: MessageEvent<HashCall>) => {
	// an unhandled rejection would not be told to the one who waits
	thread.take(data).then((answer) => postMessage(answer), reportError);
});
