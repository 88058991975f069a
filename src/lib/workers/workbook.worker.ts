import { ParserThread, type ParserCall } from '$lib/formats/excel/parser-thread';

const thread = new ParserThread();
addEventListener('message', async ({ data }: MessageEvent<ParserCall>) => {
	const answer = await thread.answer(data);
	const event = answer.kind === 'value' ? answer.value : null;
	const isBatch = event !== null && 'kind' in event && event.kind === 'batch';
	postMessage(answer, { transfer: isBatch ? [event.ipc.buffer] : [] });
});
