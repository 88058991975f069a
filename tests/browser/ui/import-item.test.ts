import { describe, expect, it } from 'vitest';
import { PreviewClient } from '$lib/client/preview-client';
import { ImportItem } from '$lib/state/import-item.svelte';

const client = new PreviewClient();

function itemOf(text: string, name = 'list.csv'): ImportItem {
	const file = new File([text], name);
	const target = { kind: 'new' as const, name: '' };
	return new ImportItem(client, {
		file,
		member: null,
		sizeBytes: file.size,
		target,
		options: {},
		companion: null
	});
}

describe('a file in the import dialog', () => {
	it('UI-4 previews with the newest options, whatever came in between', async () => {
		const item = itemOf('a;b|c\n1;2|3\n4;5|6\n');
		const first = item.refresh();
		item.change({ delimiter: ';' });
		item.change({ delimiter: '|' });
		await first;
		expect(item.status.kind).toBe('ready');
		expect(item.preview?.columns.map(({ name }) => name)).toEqual(['a;b', 'c']);
	});

	it('UI-4 lets an option be detected again', async () => {
		const item = itemOf('a,b\n1,2\n3,4\n');
		item.change({ header: false });
		await item.refresh();
		expect(item.preview?.rows).toHaveLength(3);
		item.change({ header: undefined });
		await item.refresh();
		expect(item.preview?.rows).toHaveLength(2);
		expect(item.hasOverrides).toBe(false);
	});

	it('UI-4 keeps what was said about one column when another is changed', async () => {
		const item = itemOf('a,b\n1,2\n3,4\n');
		item.changeColumn(0, { rename: 'id' });
		item.changeColumn(1, { type: 'VARCHAR' });
		item.changeColumn(0, { include: false });
		await item.refresh();
		expect(item.preview?.columns).toMatchObject([
			{ name: 'id', include: false },
			{ name: 'b', type: 'VARCHAR', fixed: true }
		]);
		item.changeColumn(0, { rename: undefined, include: undefined });
		item.changeColumn(1, { type: undefined });
		expect(item.hasOverrides).toBe(false);
	});

	it('UI-4 says what is wrong with a file that has no preview', async () => {
		const item = itemOf('');
		await item.refresh();
		expect(item.status).toMatchObject({ kind: 'unreadable', error: { code: 'file/empty' } });
	});

	it('XLS-15 a preview that is put aside ends at once, and comes back', async () => {
		const item = itemOf(Array.from({ length: 200_000 }, (_, i) => `"a","${i}`).join('\n'));
		const asked = item.refresh();
		item.putAside();
		await asked;
		expect(item.status).toMatchObject({ kind: 'unreadable', error: { code: 'cancelled' } });
		item.comeBack();
		await expect.poll(() => item.status.kind, { timeout: 20_000 }).toBe('ready');
	});

	it('UI-5 takes the options of its source only where the user has said nothing', async () => {
		const item = itemOf('a,b\n1,2\n');
		item.proposeTarget({ kind: 'existing', sourceId: 's' }, { trim: true });
		expect(item.target).toEqual({ kind: 'existing', sourceId: 's' });
		expect(item.options).toEqual({ trim: true });
		item.chooseTarget({ kind: 'new', name: 'mine' });
		item.proposeTarget({ kind: 'existing', sourceId: 's' }, { trim: false });
		expect(item.cleanName()).toBe('mine');
		await item.refresh();
	});
});
