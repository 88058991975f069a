import { describe, expect, it } from 'vitest';
import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { Job, JobsState } from '$lib/state/jobs-state.svelte';

const receipt: Receipt = {
	importId: 'i',
	sourceId: 's',
	sourceName: 'orders',
	version: 1,
	status: 'committed',
	committedAt: '2026-01-01T00:00:00Z',
	file: { name: 'orders.csv', sizeBytes: 1, sha256: '' },
	format: 'delimited',
	tables: [],
	warnings: [],
	storedBytes: 1,
	elapsedMs: 1,
	phases: []
};

describe('jobs', () => {
	it('UI-3 run one after the other, in the order in which they were given', async () => {
		const jobs = new JobsState();
		const seen: string[] = [];
		const all = ['a', 'b', 'c'].map(
			(title) =>
				new Job(title, async () => {
					seen.push(`${title} starts`);
					await Promise.resolve();
					seen.push(`${title} ends`);
					return receipt;
				})
		);
		for (const job of all) jobs.enqueue(job);
		expect(jobs.active).toHaveLength(3);
		await Promise.all(all.map((job) => job.ended));
		expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
		expect(jobs.active).toHaveLength(0);
		jobs.clearFinished();
		expect(jobs.list).toEqual([]);
	});

	it('UI-3 end as failed or cancelled without holding up the next one', async () => {
		const jobs = new JobsState();
		const failing = new Job('failing', () => Promise.reject(new AppError('file/empty', 'empty')));
		const cancelled = new Job('cancelled', ({ signal }) => {
			const { promise, reject } = Promise.withResolvers<Receipt>();
			signal.addEventListener('abort', () => reject(signal.reason as AppError));
			return promise;
		});
		const waiting = new Job('waiting', () => Promise.resolve(receipt));
		const last = new Job('last', () => Promise.resolve(receipt));
		for (const job of [failing, cancelled, waiting, last]) jobs.enqueue(job);
		waiting.cancel();
		expect(await failing.ended).toMatchObject({ kind: 'failed', error: { code: 'file/empty' } });
		cancelled.cancel();
		expect((await cancelled.ended).kind).toBe('cancelled');
		expect((await waiting.ended).kind).toBe('cancelled');
		expect((await last.ended).kind).toBe('done');
	});
});
