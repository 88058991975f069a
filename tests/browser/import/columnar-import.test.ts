import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';
import { TypedImports } from './typed-imports';

const imports = new TypedImports('columnar');

/** A Parquet file of `rows` rows in row groups of `rowsPerGroup`. */
async function parquetFile(rows: number, rowsPerGroup: number): Promise<File> {
	const parquet = await loadParquetWasm();
	const table = tableFromArrays({
		id: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)),
		half: Float64Array.from({ length: rows }, (_, i) => i / 2),
		name: Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? null : `name ${i}`))
	});
	const properties = new parquet.WriterPropertiesBuilder()
		.setMaxRowGroupSize(rowsPerGroup)
		.setCompression(parquet.Compression.ZSTD)
		.build();
	const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(tableToIPC(table, 'stream')), properties);
	return new File([bytes as Uint8Array<ArrayBuffer>], 'made.parquet');
}

describe('a Parquet file', () => {
	test('PQT-1 several row groups become one table, in order and with its types', async () => {
		const receipt = await imports.run(await parquetFile(10_000, 1000));
		expect(receipt).toMatchObject({ format: 'parquet', dialect: { rowGroups: 10, codecs: ['Zstandard'] } });
		expect(receipt.tables).toMatchObject([{ name: 'made', rowsRead: 10_000, rowsLoaded: 10_000 }]);
		expect(receipt.tables[0]?.columns.map(({ name, type }) => [name, type])).toEqual([
			['id', 'BIGINT'],
			['half', 'DOUBLE'],
			['name', 'VARCHAR']
		]);
		const rows = await imports.stored('made');
		expect(rows).toHaveLength(10_000);
		expect(rows[0]).toEqual([1, 0, 0, null]);
		expect(rows[9999]).toEqual([10_000, 9999, 4999.5, 'name 9999']);
	});

	test('PQT-1 FMT-3 only chosen columns are read; a fixed type rejects what does not fit', async () => {
		const receipt = await imports.run(await parquetFile(10, 4), {
			columns: [
				{ name: 'id', include: false },
				{ name: 'half', type: 'BIGINT' },
				{ name: 'name', rename: 'called' }
			]
		});
		expect(receipt.tables[0]?.columns.map(({ name }) => name)).toEqual(['half', 'called']);
		expect(receipt.tables[0]).toMatchObject({ rowsRead: 10, rowsLoaded: 5, rowsRejected: 5 });
	});

	test('PQT-2 the preview knows the count from the footer and shows the first rows', async () => {
		const preview = await imports.preview(await parquetFile(300, 50));
		expect(preview).toMatchObject({ format: 'parquet', estimatedRows: 300 });
		expect(preview.rows).toHaveLength(100);
		expect(preview.rows[99]).toEqual(['99', '49.5', 'name 99']);
	});

	test('PQT-5 FMT-4 cut files and files with damaged data are refused, and leave nothing', async () => {
		const file = await parquetFile(1000, 500);
		const cut = new File([file.slice(0, 2000)], 'cut.parquet');
		await expect(imports.run(cut)).rejects.toMatchObject({ code: 'file/damaged' });
		const bytes = new Uint8Array(await file.arrayBuffer());
		bytes.fill(255, 10, 400);
		await expect(imports.run(new File([bytes], 'bad.parquet'))).rejects.toMatchObject({
			code: 'file/damaged'
		});
		expect(await imports.sources()).toEqual([]);
	});
});

describe('an Arrow file', () => {
	const columns = {
		id: Int32Array.of(1, 2, 3),
		name: ['a', null, 'ccc'],
		list: [[1, 2], [3], [4, 5]]
	};

	const bytesOf = (form: 'file' | 'stream') =>
		tableToIPC(tableFromArrays(columns), form) as Uint8Array<ArrayBuffer>;

	test('ARW-1 files and streams become a table, dictionaries as their values', async () => {
		for (const form of ['file', 'stream'] as const) {
			const file = new File([bytesOf(form)], `made.${form}`);
			expect(await imports.preview(file)).toMatchObject({
				format: 'arrow',
				estimatedRows: 3,
				rows: [
					['1', 'a', '[1.0, 2.0]'],
					['2', null, '[3.0]'],
					['3', 'ccc', '[4.0, 5.0]']
				]
			});
			const receipt = await imports.run(file, { columns: [{ name: 'list', include: false }] });
			expect(receipt).toMatchObject({ format: 'arrow', tables: [{ rowsRead: 3, rowsLoaded: 3 }] });
			expect(receipt.tables[0]?.columns.map(({ type }) => type)).toEqual(['INTEGER', 'VARCHAR']);
			expect(await imports.stored(receipt.sourceName)).toEqual([
				[1, 1, 'a'],
				[2, 2, null],
				[3, 3, 'ccc']
			]);
		}
	});

	test('ARW-3 FMT-4 a cut one is refused', async () => {
		const bytes = bytesOf('stream');
		const cut = new File([bytes.subarray(0, bytes.length - 60)], 'cut.arrows');
		await expect(imports.run(cut)).rejects.toMatchObject({ code: 'file/damaged' });
	});
});
