import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { loadParquetWasm } from '$lib/formats/parquet/wasm';

test('parquet-wasm starts from the packed file and reads what it wrote', async () => {
	const parquet = await loadParquetWasm();
	const ipc = tableToIPC(tableFromArrays({ n: Int32Array.of(1, 2, 3) }), 'stream');
	const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(ipc));
	const read = tableFromIPC(parquet.readParquet(bytes).intoIPCStream());
	expect([...(read.getChild('n') ?? [])]).toEqual([1, 2, 3]);
	expect(await loadParquetWasm()).toBe(parquet);
});
