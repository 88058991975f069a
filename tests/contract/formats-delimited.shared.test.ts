import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppError } from '$lib/domain/errors';
import { openInput } from '$lib/formats/archive/input';
import { previewDelimited } from '$lib/formats/delimited/preview';
import { readPlan } from '$lib/formats/delimited/plan';

const FOLDER = resolve(import.meta.dirname, '../../../shared/data/formats');

interface Truth {
	mustFail?: boolean;
	dialect: {
		encoding: string;
		bom: string | null;
		delimiter: string;
		quote: string;
		escape: string;
		header: boolean;
		preambleLines: number;
		comment: string | null;
	};
	tables: { rows: number; columnCount: number; columns: { name: string }[] }[];
}

/** Python's names for what TextDecoder calls otherwise. */
const LABELS: Record<string, string> = {
	'latin-1': 'windows-1252',
	cp1252: 'windows-1252',
	cp1251: 'windows-1251',
	cp932: 'shift_jis',
	'utf-16-le': 'utf-16le',
	'utf-16-be': 'utf-16be',
	'utf-8 with ONE invalid byte 0xE9': 'utf-8'
};

/** Where we differ from the truth, and the rule that says why. */
const DIFFERENCES: Record<string, { spec: string; found: Partial<Found> }> = {
	// no field of it holds a quote: nothing in the bytes tells that a backslash would escape one
	'csv/backslash_escape.csv': { spec: 'DLM-10', found: { escape: '"' } },
	'csv/ragged_header_shorter.csv': { spec: 'DLM-14', found: { columnCount: 4 } },
	'csv/trailing_delimiter_rows_only.csv': { spec: 'DLM-14', found: { columnCount: 4 } }
};

/** Expected errors. */
const ERRORS: Record<string, { spec: string; code: string }> = {
	'csv/empty_bom_only.csv': { spec: 'DLM-4', code: 'file/empty' },
	'csv/empty_file.csv': { spec: 'DLM-4', code: 'file/empty' },
	'csv/empty_newlines_only.csv': { spec: 'DLM-4', code: 'file/empty' },
	'csv/gz_truncated.csv.gz': { spec: 'ARC-2', code: 'archive/damaged' },
	'archive/zip_two_files_junk.zip': { spec: 'ARC-4', code: 'archive/several-members' }
};

interface Found {
	encoding: string;
	bom: boolean;
	delimiter: string;
	quote: string | null;
	escape: string | null;
	header: boolean;
	skipLines: number;
	comment: string | null;
	columnCount: number;
	rows: number | null;
}

function expected({ dialect, tables }: Truth, whole: boolean): Found {
	return {
		encoding: LABELS[dialect.encoding] ?? dialect.encoding,
		bom: dialect.bom !== null,
		delimiter: dialect.delimiter,
		quote: dialect.quote,
		escape: dialect.escape === 'backslash' ? '\\' : dialect.quote,
		header: dialect.header,
		skipLines: dialect.preambleLines,
		comment: dialect.comment,
		columnCount: tables[0]?.columnCount ?? 0,
		rows: whole ? (tables[0]?.rows ?? 0) : null
	};
}

async function find(file: File, member?: string): Promise<{ found: Found; whole: boolean }> {
	const { dialect, columns, records, sample } = await readPlan(await openInput(file, member), {});
	const { encoding, bom, delimiter, quote, escape, header, skipLines, comment } = dialect;
	const rows = sample.whole ? records.length : null;
	const found = {
		encoding,
		bom,
		delimiter,
		quote,
		escape,
		header,
		skipLines,
		comment,
		columnCount: columns.length,
		rows
	};
	return { found, whole: sample.whole };
}

if (existsSync(FOLDER)) {
	const names = ['csv', 'archive'].flatMap((folder) =>
		readdirSync(resolve(FOLDER, folder))
			.filter((name) => !name.endsWith('.expected.json'))
			.map((name) => `${folder}/${name}`)
	);
	const load = (name: string): File =>
		new File([readFileSync(resolve(FOLDER, name))], name.split('/')[1] ?? name);
	const truthOf = (name: string): Truth =>
		JSON.parse(readFileSync(resolve(FOLDER, `${name}.expected.json`), 'utf8')) as Truth;

	describe('delimited files of the shared corpus', () => {
		it.each(names.filter((name) => !(name in ERRORS)))(
			'DLM-0 %s is recognised as what it is',
			async (name) => {
				const { found, whole } = await find(load(name));
				expect(found).toEqual({ ...expected(truthOf(name), whole), ...DIFFERENCES[name]?.found });
			}
		);

		it.each(Object.entries(ERRORS))('%s is told as unreadable', async (name, { code }) => {
			await expect(find(load(name))).rejects.toMatchObject({ code });
		});

		it('ARC-4 each file of an archive with several can be read', async () => {
			const file = load('archive/zip_two_files_junk.zip');
			const error: AppError = await find(file).then(
				() => expect.unreachable(),
				(thrown: AppError) => thrown
			);
			const members = error.facts['members'] as string[];
			expect(members).toEqual(['a/data.csv', 'a/emails.csv']);
			expect((await find(file, members[0])).found).toMatchObject({ rows: 249, columnCount: 9 });
			expect((await find(file, members[1])).found).toMatchObject({ rows: 200, columnCount: 1 });
		});

		it.each(names.filter((name) => !(name in ERRORS)))('DLM-0 %s has a preview', async (name) => {
			const truth = truthOf(name);
			const preview = await previewDelimited(await openInput(load(name)), {});
			const rows = truth.tables[0]?.rows ?? 0;
			expect(preview.rows.length).toBeGreaterThanOrEqual(Math.min(1, rows));
			expect(preview.rows.length).toBeLessThanOrEqual(Math.min(100, rows));
			expect(preview.rows.every((row) => row.length === preview.columns.length)).toBe(true);
			expect(preview.columns.every((column) => column.why !== '')).toBe(true);
		});
	});
} else {
	it('the shared corpus is not here: only the own fixtures are read', () => {
		expect(existsSync(FOLDER)).toBe(false);
	});
}
