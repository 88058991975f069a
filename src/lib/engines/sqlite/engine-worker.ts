import { asAppError } from '$lib/domain/errors';
import type { AnswerMessage, CallMessage } from './messages';
import { sqliteThread } from './thread';

const thread = sqliteThread() as Record<string, (...values: unknown[]) => unknown>;
let turn: Promise<unknown> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<CallMessage>) => {
	turn = turn.then(() => answer(data));
});

async function answer({ id, name, values }: CallMessage): Promise<void> {
	try {
		const value = await thread[name]?.(...values);
		const transfer = value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [];
		postMessage({ id, ok: true, value } satisfies AnswerMessage, { transfer });
	} catch (cause) {
		const { code, message, facts } = asAppError(cause);
		postMessage({ id, ok: false, code, message, facts } satisfies AnswerMessage);
	}
}
