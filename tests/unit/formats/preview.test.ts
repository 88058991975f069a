import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { formats } from '$lib/formats';
import { recognise } from '$lib/formats/recognise';
import { createPreviewer } from '$lib/formats/previewer';

const { preview, members } = createPreviewer({
	attachDatabase: () => Promise.reject(new Error('delimited text needs no engine'))
});
const file = (text: string): File => new File([text], 'data.csv');

describe('preview', () => {
	it('DLM-0 shows the first records, what would be rejected, and estimates', async () => {
		const lines = Array.from({ length: 200_000 }, (_, i) => (i === 4 ? 'x' : `${i},name ${i},${i}.50`));
		const shown = await preview(file(`id,name,v\n${lines.join('\n')}\n`), {
			columns: [{ name: 'id', type: 'BIGINT' }]
		});
		expect(shown).toMatchObject({ format: 'delimited', memberName: 'data.csv', packed: 'none' });
		expect(shown.rows).toHaveLength(100);
		expect(shown.rows[4]).toEqual(['x', null, null]);
		expect(shown.rejects).toEqual([{ row: 5, message: 'The record has 1 fields; the table has 3 columns.' }]);
		expect(Math.abs((shown.estimatedRows ?? 0) - 200_000)).toBeLessThan(30_000);
		expect(shown.estimatedMs).toBeGreaterThan(0);
		expect(shown.estimatedStoredBytes).toBeGreaterThan(0);
	});

	it('DLM-42 offers words for NULL without applying them', async () => {
		const shown = await preview(file('id,a\n1,NA\n2,7\n3,NA\n4,n/a\n5,"NULL"\n'), {});
		expect(shown.suggestedNullTokens).toEqual(['NA', 'n/a']);
		expect(shown.columns[1]?.type).toBe('VARCHAR');
		const applied = await preview(file('id,a\n1,NA\n2,7\n3,NA\n4,n/a\n'), { nullTokens: ['', 'NA', 'n/a'] });
		expect(applied.columns[1]?.type).toBe('BIGINT');
		expect(applied.rows[0]).toEqual(['1', null]);
	});

	it('TYP-8 suggests a thousands separator without applying it', async () => {
		const shown = await preview(file('id;v\n1;1.234,50\n2;12.345,00\n'), {});
		expect(shown.detected.map(({ option }) => option)).toContain('thousandsSeparator');
		expect(shown.columns[1]?.type).toBe('VARCHAR');
	});

	it('ARC-3 tells which files of a zip were left out', async () => {
		const writer = new ZipWriter(new BlobWriter());
		await writer.add('data.csv', new TextReader('a\n1\n'));
		for (let page = 1; page <= 6; page++) await writer.add(`page ${page}.html`, new TextReader('x'));
		const shown = await preview(new File([await writer.close()], 'all.zip'), {});
		expect(shown.warnings.map(({ message }) => message)).toEqual([
			'Other files in all.zip were left out, as they are not named like tables: “page 1.html”, “page 2.html”, “page 3.html”, “page 4.html”, “page 5.html” and 1 more.'
		]);
	});

	it('ARC-3 lists members of zip files only', async () => {
		expect(await members(file('a,b\n'))).toEqual([]);
	});
});

describe('format registry', () => {
	it('recognises by content first', () => {
		const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
		expect(formats.map(({ id }) => id)).toContain('delimited');
		expect(recognise(bytes('a,b\n1,2\n'), 'x.unknown')).toBe('delimited');
		expect(recognise(bytes('PAR1,is text here\n'), 'x.csv')).toBe('delimited');
		expect(recognise(new Uint8Array([...bytes('PAR1'), 0x15, 0, 0, 1]), 'x.csv')).toBe('parquet');
		expect(recognise(new Uint8Array(0), 'x.csv')).toBeNull();
	});
});
