import axe from 'axe-core';
import { flushSync, mount, unmount } from 'svelte';
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SqlEditorView } from '$lib/ui/editor/create-editor';
import SqlEditor from '$lib/ui/editor/sql-editor.svelte';
import '../../../src/app.css';

const tables = [
	{ name: 'orders', detail: 'v2', columns: [{ name: 'unit price', type: 'DOUBLE' }] },
	{ name: 'orders@1', detail: 'v1', columns: [{ name: 'unit price', type: 'DOUBLE' }] }
];

async function mountEditor(text = '') {
	await page.viewport(1000, 700);
	const target = document.createElement('div');
	target.style.cssText = 'width: 700px; height: 300px';
	document.body.append(target);
	const onrun = vi.fn();
	const onchange = vi.fn();
	const onleave = vi.fn();
	const bound: { editor: SqlEditorView | null } = { editor: null };
	const component = mount(SqlEditor, {
		target,
		props: {
			text,
			label: 'SQL',
			tables,
			onrun,
			onchange,
			onleave,
			get editor() {
				return bound.editor;
			},
			set editor(editor) {
				bound.editor = editor;
			}
		}
	});
	flushSync();
	onTestFinished(async () => {
		await unmount(component);
		target.remove();
	});
	const content = target.querySelector<HTMLElement>('.cm-content') as HTMLElement;
	await userEvent.click(content);
	const editor = bound.editor as SqlEditorView;
	return { target, content, editor, onrun, onchange, onleave };
}

const popup = () =>
	[...document.querySelectorAll('.cm-tooltip-autocomplete li')].map((item) => item.textContent);

const chosen = () =>
	[...document.querySelectorAll('.cm-tooltip-autocomplete li')].findIndex((item) => item.ariaSelected);

describe('the SQL editor', () => {
	it('completes tables while typing, in quotes where a name needs them (EDT-1, EDT-2)', async () => {
		const { editor } = await mountEditor();
		await userEvent.keyboard('SELECT * FROM ord');
		await expect.poll(popup).toContainEqual(expect.stringContaining('orders@1'));
		// in its first moment the list takes no keys, which guards against accepting by accident
		await expect
			.poll(async () => {
				if (chosen() !== 1) await userEvent.keyboard('{ArrowDown}');
				return chosen();
			})
			.toBe(1);
		await userEvent.keyboard('{Enter}');
		await expect.poll(() => editor.text).toBe('SELECT * FROM "orders@1"');
	});

	it('completes columns of the tables in the statement (EDT-1)', async () => {
		const { editor } = await mountEditor();
		await userEvent.keyboard('SELECT * FROM orders WHERE uni');
		await expect.poll(() => popup()[0]).toContain('unit price');
		await expect
			.poll(async () => {
				await userEvent.keyboard('{Tab}');
				return editor.text;
			})
			.toBe('SELECT * FROM orders WHERE "unit price"');
	});

	it('tells of every change', async () => {
		const { onchange } = await mountEditor('SELECT');
		await userEvent.keyboard('{End} 1');
		expect(onchange).toHaveBeenLastCalledWith('SELECT 1');
	});

	it('runs the statement at the cursor, the selection, everything (EDT-3)', async () => {
		const script = 'SELECT 1;\nSELECT 2;';
		const { onrun } = await mountEditor(script);
		await userEvent.keyboard('{Control>}{Home}{/Control}{Control>}{Enter}{/Control}');
		expect(onrun).toHaveBeenLastCalledWith([{ sql: 'SELECT 1', start: 0 }], script);
		await userEvent.keyboard('{Control>}{End}{/Control}{Control>}{Enter}{/Control}');
		expect(onrun).toHaveBeenLastCalledWith([{ sql: 'SELECT 2', start: 10 }], script);
		await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
		expect(onrun.mock.lastCall?.[0]).toHaveLength(2);
		await userEvent.keyboard('{Control>}a{/Control}{Control>}{Enter}{/Control}');
		expect(onrun.mock.lastCall?.[0]).toHaveLength(2);
	});

	it('marks a failure at its place, and takes the mark away (EDT-4)', async () => {
		const { target, editor } = await mountEditor('SELECT nme FROM orders');
		editor.showProblem({ offset: 7, message: 'no column nme' });
		await expect.poll(() => target.querySelector('.cm-lintRange-error')?.textContent).toBe('nme');
		editor.showProblem({ offset: 1000, message: 'past the end' });
		await expect.poll(() => target.querySelector('.cm-lintRange-error')?.textContent).toBe('s');
		editor.showProblem(null);
		await expect.poll(() => target.querySelector('.cm-lintRange-error')).toBeNull();
	});

	it('marks the lines of the statement that runs, also while text before it changes', async () => {
		const { target, editor } = await mountEditor('SELECT 1;\nSELECT\n2;');
		editor.showRunning({ start: 10, end: 18 });
		const marked = () => [...target.querySelectorAll('.cm-running')].map((line) => line.textContent);
		await expect.poll(marked).toEqual(['SELECT', '2;']);
		await userEvent.keyboard('{Control>}{Home}{/Control}-- {Enter}');
		expect(marked()).toEqual(['SELECT', '2;']);
		editor.showRunning(null);
		await expect.poll(marked).toEqual([]);
	});

	it('lets the keyboard out by Escape, after closing what is open, and by Tab (EDT-5)', async () => {
		const { content, onleave, editor } = await mountEditor('SELECT 1');
		await userEvent.keyboard('{Escape}');
		expect(onleave).toHaveBeenCalledTimes(1);
		expect(document.activeElement).not.toBe(content);
		await userEvent.click(content);
		await userEvent.keyboard('{Tab}');
		expect(document.activeElement).not.toBe(content);
		expect(editor.text).toBe('SELECT 1');
	});

	it('puts a statement behind the text, selected', async () => {
		const { editor, onrun } = await mountEditor('SELECT 1;');
		editor.append('SELECT 2;');
		expect(editor.text).toBe('SELECT 1;\n\nSELECT 2;');
		editor.runAtCursor();
		expect(onrun.mock.lastCall?.[0]).toEqual([{ sql: 'SELECT 2', start: 11 }]);
	});

	it('passes axe, in light and dark', async () => {
		const { target } = await mountEditor("SELECT 'text', 12 -- comment\nFROM orders");
		for (const theme of ['light', 'dark']) {
			document.documentElement.dataset['theme'] = theme;
			const { violations } = await axe.run(target);
			expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
		}
		delete document.documentElement.dataset['theme'];
	});
});
