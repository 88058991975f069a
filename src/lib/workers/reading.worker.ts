import { ReadingThread, type ReadingCall } from '$lib/jobs/import/reading-thread';

const thread = new ReadingThread((answer) => {
	if (answer instanceof Uint8Array) postMessage(answer, { transfer: [answer.buffer] });
	else postMessage(answer);
});
addEventListener('message', ({ data }: MessageEvent<ReadingCall>) => thread.take(data));
