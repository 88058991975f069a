import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JudgeLater } from '$lib/client/judge-later';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { VersionRequest } from '$lib/protocol/import-api';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function receipt(version: number, given: Partial<Receipt> = {}): Receipt {
	return { sourceId: 's', version, status: 'committed', phases: [], ...given } as unknown as Receipt;
}

function judged(isAsked = () => false): { later: JudgeLater; versions: number[] } {
	const versions: number[] = [];
	const later = new JudgeLater(async ({ version }: VersionRequest) => {
		versions.push(version);
		if (version === 13) throw new Error('gone');
	}, isAsked);
	return { later, versions };
}

test('MET-1 imports in a row: every version is measured when nothing is imported, the newest first', async () => {
	const { later, versions } = judged();
	for (const version of [1, 2, 13]) {
		later.pause();
		await vi.advanceTimersByTimeAsync(5000);
		later.resume(receipt(version));
	}
	expect(versions).toEqual([]);
	await vi.advanceTimersByTimeAsync(1500);
	expect(versions).toEqual([13, 2, 1]);
});

test('MET-1 not measured: what was judged at import, unchanged or failed, and what somebody judges now', async () => {
	const { later, versions } = judged();
	later.resume(receipt(1, { phases: [{ name: 'judging', elapsedMs: 1 }] }));
	later.resume(receipt(2, { status: 'unchanged' }));
	later.resume(null);
	later.resume(receipt(3));
	later.resume(receipt(4));
	later.forget({ sourceId: 's', version: 4 });
	later.forget({ sourceId: 'other', version: 3 });
	await vi.advanceTimersByTimeAsync(1500);
	expect(versions).toEqual([3]);
});

test('MET-1 an import that begins meanwhile goes first, and a page that is closed judges nothing', async () => {
	const { later, versions } = judged();
	later.resume(receipt(1));
	later.pause();
	await vi.advanceTimersByTimeAsync(10_000);
	expect(versions).toEqual([]);
	later.resume(null);
	await vi.advanceTimersByTimeAsync(1500);
	expect(versions).toEqual([1]);
	later.resume(receipt(2));
	later.close();
	await vi.advanceTimersByTimeAsync(1500);
	expect(versions).toEqual([1]);
});

test('MET-1 what the user asks for goes first', async () => {
	let isAsked = true;
	const { later, versions } = judged(() => isAsked);
	later.resume(receipt(1));
	await vi.advanceTimersByTimeAsync(10_000);
	expect(versions).toEqual([]);
	isAsked = false;
	await vi.advanceTimersByTimeAsync(1500);
	expect(versions).toEqual([1]);
});
