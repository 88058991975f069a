import { openSyncAccess } from '$lib/storage/sources/sync-access';

const collect = (globalThis as { gc?: () => void }).gc;

/** Opens files whose handles nothing else holds, while garbage is collected; answers how many were opened. */
addEventListener('message', async ({ data: count }: MessageEvent<number>) => {
	if (!collect) throw new Error('start Chromium with --js-flags=--expose-gc');
	const timer = setInterval(collect, 0);
	const root = await navigator.storage.getDirectory();
	for (let i = 0; i < count; i++) {
		const opening = openSyncAccess(await root.getFileHandle(`held-${i}`, { create: true }));
		await null;
		collect();
		const access = await opening;
		access.close();
		await root.removeEntry(`held-${i}`);
	}
	clearInterval(timer);
	postMessage(count);
});
