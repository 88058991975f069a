import { describe, expect, test } from 'vitest';
import type { Progress } from '$lib/domain/progress';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { ImportOptions } from '$lib/protocol/import-api';
import { ImportBench } from './import-bench';

const bench = new ImportBench('import');

interface Given {
	sourceId?: string;
	options?: ImportOptions;
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
}

async function importText(text: BlobPart, given: Given = {}, name = 'orders.csv'): Promise<Receipt> {
	const request = {
		importId: crypto.randomUUID(),
		file: new File([text], name),
		sourceId: given.sourceId ?? null,
		newName: 'orders',
		options: given.options ?? {}
	};
	return bench.importer.run(request, await bench.parts, given);
}

function code(failure: Promise<unknown>): Promise<unknown> {
	return failure.then(
		() => 'no error',
		(error: unknown) => (error as { code?: string }).code
	);
}

describe('an import', () => {
	test('RCP-1 makes a version with a receipt', async () => {
		const receipt = await importText('id,city,amount\n1,Berlin,1.50\n2,"Paris, 9e",2.25\n');
		expect(receipt).toMatchObject({
			version: 1,
			status: 'committed',
			sourceName: 'orders',
			format: 'delimited',
			tables: [{ name: 'orders', rowsRead: 2, rowsLoaded: 2, rowsRejected: 0 }]
		});
		expect(receipt.tables[0]?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
			'id BIGINT',
			'city VARCHAR',
			'amount DECIMAL(18,2)'
		]);
		expect(receipt.phases.map(({ name }) => name)).toEqual([
			'analysing',
			'reading',
			'checking',
			'writing',
			'committing'
		]);
		expect(receipt.storedBytes).toBeGreaterThan(0);
		expect(await bench.library.sources()).toMatchObject([
			{ name: 'orders', versions: 1, rows: 2, status: 'ready' }
		]);
	});

	test('VER-3 the same bytes make no new version; other bytes or options make the next one', async () => {
		const first = await importText('a,b\n1,x\n');
		const { sourceId } = first;
		expect(await importText('a,b\n1,x\n', { sourceId })).toMatchObject({ status: 'unchanged', version: 1 });
		expect(await importText('a,b\n2,x\n', { sourceId })).toMatchObject({ status: 'committed', version: 2 });
		const options = { columns: [{ name: 'a', type: 'VARCHAR' }] };
		expect(await importText('a,b\n2,x\n', { sourceId, options })).toMatchObject({
			status: 'committed',
			version: 3
		});
		expect(await importText('a,b\n2,x\n', { sourceId })).toMatchObject({ status: 'unchanged', version: 3 });
		expect(await bench.library.versions(sourceId)).toHaveLength(3);
	});

	test('TYP-2 a late record widens the column, and the receipt says why', async () => {
		const lines = Array.from({ length: 60_000 }, (_, i) => `${i},${i},${i % 2 ? 'true' : 'false'},`);
		lines[50_001] = '50001,007,maybe,2024-01-02';
		lines[50_002] = '50002.5,1,true,2024-01-03';
		const receipt = await importText(`id,code,flag,day\n${lines.join('\n')}\n`);
		const [table] = receipt.tables;
		expect(table).toMatchObject({ rowsRead: 60_000, rowsLoaded: 60_000, rowsRejected: 0 });
		expect(table?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
			'id DECIMAL(38,1)',
			'code VARCHAR',
			'flag VARCHAR',
			'day DATE'
		]);
		expect(table?.columns[1]?.why).toContain('record 50,002: “007”');
	});

	test('RCP-2 rejects are counted and kept', async () => {
		const receipt = await importText('a,b\n1,x\nbroken\n2,y\n"open,z\n');
		expect(receipt.tables).toMatchObject([{ rowsRead: 4, rowsLoaded: 2, rowsRejected: 2 }]);
		expect(await bench.library.sources()).toMatchObject([{ rejected: 2 }]);
	});

	test('ARC-2 packed text is unpacked, and hashed as it lies on disk', async () => {
		const plain = new Blob(['a,b\n1,x\n2,y\n']);
		const packed = await new Response(plain.stream().pipeThrough(new CompressionStream('gzip'))).blob();
		const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await packed.arrayBuffer()));
		const receipt = await importText(packed, {}, 'orders.csv.gz');
		expect(receipt.tables).toMatchObject([{ rowsRead: 2, rowsLoaded: 2 }]);
		expect(receipt.file.sha256).toBe(
			Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
		);
	});

	test('a header alone makes a version without rows', async () => {
		const receipt = await importText('a,b\n');
		expect(receipt.tables).toMatchObject([{ rowsRead: 0, rowsLoaded: 0, rowsRejected: 0 }]);
		expect(receipt.tables[0]?.columns.map(({ name }) => name)).toEqual(['a', 'b']);
	});

	test('1,200 columns', async () => {
		const names = Array.from({ length: 1200 }, (_, i) => `c${i}`);
		const receipt = await importText(`${names.join(',')}\n${names.map((_, i) => i).join(',')}\n`);
		expect(receipt.tables[0]?.columns).toHaveLength(1200);
		expect(receipt.tables).toMatchObject([{ rowsLoaded: 1 }]);
	});

	test('a large file goes to several engines, in order', async () => {
		const rows = 1_200_000;
		const lines = Array.from(
			{ length: rows },
			(_, i) => `${i + 1},"city, ${i % 1000}",${i}.25,text number ${i}`
		);
		const receipt = await importText(`id,city,amount,note\n${lines.join('\n')}\n`);
		expect(receipt.tables).toMatchObject([{ rowsRead: rows, rowsLoaded: rows }]);
		const [version] = await bench.library.versions(receipt.sourceId);
		const segments = version?.tables[0]?.segments ?? [];
		expect(segments.length).toBeGreaterThan(1);
		let next = 1;
		for (const segment of segments) {
			expect(segment.firstRecord).toBe(next);
			next += segment.rows;
		}
		expect(next).toBe(rows + 1);
	});
});

describe('an import that ends early', () => {
	test('IMP-6 cancelled, leaves nothing behind', async () => {
		const cancel = new AbortController();
		const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i},"city, ${i % 1000}",text number ${i}`);
		const seen: string[] = [];
		const failure = importText(`id,city,note\n${lines.join('\n')}\n`, {
			signal: cancel.signal,
			onProgress: ({ phase }) => {
				seen.push(phase);
				if (phase === 'reading') cancel.abort();
			}
		});
		expect(await code(failure)).toBe('cancelled');
		expect(seen).toContain('reading');
		expect(await bench.library.sources()).toEqual([]);
		// the source's name and lock are free again
		expect(await importText('a\n1\n')).toMatchObject({ sourceName: 'orders', version: 1 });
	});

	test.each([
		['', 'file/empty'],
		[new Uint8Array(5000).map((_, i) => (i * 7) % 256), 'file/binary']
	])('told what is wrong with the file (%#)', async (bytes, expected) => {
		expect(await code(importText(bytes))).toBe(expected);
		expect(await bench.library.sources()).toEqual([]);
	});

	test('an option that means nothing is told', async () => {
		const options = { columns: [{ name: 'a', type: 'NONSENSE' }] };
		expect(await code(importText('a\n1\n', { options }))).toBe('import/option');
	});
});
