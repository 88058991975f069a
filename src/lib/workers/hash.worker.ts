import { HashThread, type HashCall } from '$lib/jobs/import/hash-thread';

const thread = new HashThread();
addEventListener('message', async ({ data }: MessageEvent<HashCall>) => {
	const sha256 = await thread.take(data);
	if (sha256 !== null) postMessage(sha256);
});
