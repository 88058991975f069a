import { describe, expect, test } from 'vitest';
import { MemoryLocks } from '$lib/storage/sources/locks';

describe('locks within a tab', () => {
	test('are held by one at a time, in the order asked', async () => {
		const locks = new MemoryLocks();
		const order: string[] = [];
		const first = await locks.acquire('a');
		const second = locks.acquire('a').then((release) => (order.push('second'), release()));
		const third = locks.acquire('a').then((release) => (order.push('third'), release()));
		expect(await locks.tryAcquire('a')).toBe(null);
		expect(await locks.held()).toEqual(new Set(['a']));
		order.push('first');
		first();
		first();
		await Promise.all([second, third]);
		expect(order).toEqual(['first', 'second', 'third']);
		expect(await locks.held()).toEqual(new Set());
	});

	test('a wait can be ended, and then keeps nobody waiting', async () => {
		const locks = new MemoryLocks();
		const first = await locks.acquire('a');
		const wait = new AbortController();
		const second = locks.acquire('a', wait.signal);
		wait.abort();
		await expect(second).rejects.toMatchObject({ name: 'AbortError' });
		first();
		expect(await locks.tryAcquire('a')).not.toBe(null);
		await expect(locks.acquire('b', wait.signal)).rejects.toMatchObject({ name: 'AbortError' });
	});

	test('other names are not concerned', async () => {
		const locks = new MemoryLocks();
		await locks.acquire('a');
		expect(await locks.tryAcquire('b')).not.toBe(null);
	});
});
