import { describe, expect, it } from 'vitest';
import { AppError, ERROR_CODES } from '$lib/domain/errors';
import { describeError, errorDetails } from '$lib/ui/error-text';

describe('what the page says about failures', () => {
	it.each(ERROR_CODES)('APP-6 %s: what happened and what to do', (code) => {
		const { what, todo } = describeError(new AppError(code, 'The file "x" has a fault.', { file: 'x.csv' }));
		expect(what).toMatch(/[.”]$/);
		expect(todo).toMatch(/\.$/);
		expect(`${what} ${todo}`).not.toMatch(/undefined|null|\[object/);
	});

	it.each([
		['file/binary', { kind: 'a zip archive' }, 'is a zip archive', 'Unpack it'],
		['file/binary', { kind: 'a PDF document' }, 'is a PDF document', 'export it as CSV'],
		['file/binary', { kind: null }, 'no text', 'Parquet'],
		['file/no-table', {}, 'It says why.', 'nothing in it'],
		['archive/unsupported', {}, 'It says why.', 'Unpack it'],
		['archive/damaged', {}, 'It says why.', 'again'],
		['file/damaged', { remedy: 'onBroken' }, 'It says why.', 'Keep whole records']
	] as const)('APP-6 %s %j has the words of its case', (code, facts, what, todo) => {
		const text = describeError(new AppError(code, 'It says why.', { file: 'x.bin', ...facts }));
		expect(text.what).toContain(what);
		expect(text.todo).toContain(todo);
	});

	it('APP-6 details have the code and every fact', () => {
		const details = errorDetails(
			new AppError('file/changed', 'It changed.', { file: 'x.csv', sizeBytes: 3 })
		);
		expect(details).toContain('file/changed: It changed.');
		expect(details).toContain('file: "x.csv"');
		expect(details).toContain('sizeBytes: 3');
	});
});
