import { describe, expect, it } from 'vitest';
import { filesFromPaste } from '$lib/ui/import/files-from';

function pasted(text: string): File[] {
	const transfer = new DataTransfer();
	transfer.setData('text/plain', text);
	return filesFromPaste(transfer);
}

describe('what is pasted', () => {
	it.each(['a\tb\n1\t2\n', 'a\tb', 'a,b\n1,2', '[{"a":1},{"a":2}]', '{"a":1}\n', '\n[\n1\n]\n'])(
		'%j is a file whose name promises no format',
		async (text) => {
			const [file] = pasted(text);
			expect(await file?.text()).toBe(text);
			expect(file?.name).not.toContain('.');
		}
	);

	it.each(['', 'a word', '[open', 'a, b and c\n'])('%j is none', (text) => {
		expect(pasted(text)).toEqual([]);
	});
});
