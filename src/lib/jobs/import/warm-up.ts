import { openInput } from '$lib/formats/archive/input';
import { readPlan } from '$lib/formats/delimited/plan';
import { RecordScanner } from '$lib/formats/delimited/scanner';

const ROWS = 4000;

/**
 * Plans and scans a made-up file, so that the browser has compiled the code when the user's file comes: the first one
 * would else be read several times slower.
 */
export async function warmUp(): Promise<void> {
	const lines = Array.from(
		{ length: ROWS },
		(_, i) =>
			`${i},"name ${i % 97}, of ${i}",${(i * 7) / 100},2024-01-${String((i % 28) + 1).padStart(2, '0')},${i % 2 === 0},\n`
	);
	const file = new File(['id,name,price,day,paid,note\n', ...lines], 'warm-up.csv');
	const { dialect, columns } = await readPlan(await openInput(file), {});
	const scanner = new RecordScanner(
		{ ...dialect },
		{
			columnCount: columns.length,
			chunkBytes: 1 << 20,
			maxRecordBytes: 1 << 20,
			offsetUnit: 'utf8',
			offsetBase: 0,
			replacementIsInvalid: false,
			trackRecords: false
		},
		() => undefined
	);
	scanner.push(new Uint8Array(await file.arrayBuffer()));
	scanner.finish();
}
