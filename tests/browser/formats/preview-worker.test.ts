import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { releaseProxy, wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewerApi } from '$lib/protocol/import-api';
import { installTransferHandlers } from '$lib/protocol/remote';
import PreviewWorker from '$lib/workers/preview.worker?worker';

const CSV = `id,name\n${Array.from({ length: 50_000 }, (_, i) => `${i},name ${(i * 7919) % 10_007}\n`).join('')}`;

async function gzip(text: string): Promise<Blob> {
	return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

describe('preview worker', () => {
	let worker: Worker;
	let previewer: Remote<PreviewerApi>;
	beforeAll(() => {
		installTransferHandlers();
		worker = new PreviewWorker();
		previewer = wrap<PreviewerApi>(worker);
	});
	afterAll(() => {
		previewer[releaseProxy]();
		worker.terminate();
	});

	it('DLM-0 previews plain, gzip (of several members) and zip alike', async () => {
		const zip = new ZipWriter(new BlobWriter());
		await zip.add('data.csv', new TextReader(CSV));
		const half = Math.floor(CSV.length / 2);
		const files = [
			new File([CSV], 'data.csv'),
			new File([await gzip(CSV)], 'data.csv.gz'),
			new File([await gzip(CSV.slice(0, half)), await gzip(CSV.slice(half))], 'two.csv.gz'),
			new File([await zip.close()], 'data.zip')
		];
		for (const file of files) {
			const shown = await previewer.preview(file, {});
			expect(shown.columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['id BIGINT', 'name VARCHAR']);
			expect(shown.rows[99]).toEqual(['99', 'name 3435']);
		}
	});

	it('ARC-2 a damaged archive crosses the threads with its code', async () => {
		const cut = (await gzip(CSV.slice(0, 1000))).slice(0, -20);
		await expect(previewer.preview(new File([cut], 'cut.gz'), {})).rejects.toMatchObject({
			code: 'archive/damaged'
		});
	});

	it('DLM-3 windows-1252 has its own characters between 0x80 and 0x9F', async () => {
		const bytes = new Uint8Array([...'n,v\n1,5 '].map((c) => c.charCodeAt(0)).concat(0x80, 10));
		const shown = await previewer.preview(new File([bytes], 'euro.csv'), {});
		expect(shown.dialect?.encoding).toBe('windows-1252');
		expect(shown.rows).toEqual([['1', '5 €']]);
	});
});
