import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '$lib/domain/versions/version';
import { Catalogue } from '$lib/storage/sources/catalogue';
import { CATALOGUE_MIGRATIONS } from '$lib/storage/sources/catalogue-schema';
import { draftOf } from '../../support/version-draft';

let sqlite: SqlJsStatic;
beforeAll(async () => void (sqlite = await initSqlJs()));

const META = {
	sourceId: 's1',
	name: 'Ünïcode "name"',
	kind: 'file',
	createdAt: '2026-01-01T00:00:00.000Z'
};

function versionOf(number: number, importId: string): Version {
	const { tables, sha256, options, optionsKey, receipt } = draftOf(importId);
	return {
		version: number,
		committedAt: '2026-01-02T00:00:00.000Z',
		tables: [...tables, { name: 'empty', rows: 0, rejected: 2, columns: [], segments: [] }],
		parts: [
			{ fileName: `v${number}-${importId}-p0.duckdb`, sizeBytes: 5_000_000_000 },
			{ fileName: `v${number}-${importId}-p1.duckdb`, sizeBytes: 12 }
		],
		storedBytes: 5_000_000_012,
		sha256,
		options: { ...options, nullTokens: ['NA', ''] },
		optionsKey,
		receipt: { ...receipt, version: number }
	};
}

describe('catalogue', () => {
	test('gives back exactly what was put in, through a file [STO-7]', () => {
		const catalogue = Catalogue.create(sqlite, META);
		catalogue.addVersion(versionOf(1, 'a'));
		catalogue.addVersion(versionOf(2, 'b'));
		const again = Catalogue.open(sqlite, catalogue.toBytes());
		expect(again.meta).toEqual(META);
		expect(again.versions()).toEqual([versionOf(1, 'a'), versionOf(2, 'b')]);
		expect(again.nextVersion).toBe(3);
	});

	test('never gives a number twice, not even that of the newest version after its removal [VER-1]', () => {
		const catalogue = Catalogue.create(sqlite, META);
		catalogue.addVersion(versionOf(1, 'a'));
		catalogue.removeVersion(1);
		const again = Catalogue.open(sqlite, catalogue.toBytes());
		expect(again.versions()).toEqual([]);
		expect(again.nextVersion).toBe(2);
		expect(() => again.addVersion(versionOf(1, 'b'))).toThrow('next number');
	});

	test('keeps the receipts of removed versions and of unchanged files [RCP-10]', () => {
		const catalogue = Catalogue.create(sqlite, META);
		catalogue.addVersion(versionOf(1, 'a'));
		catalogue.logImport({ ...versionOf(1, 'b').receipt, status: 'unchanged' });
		catalogue.removeVersion(1);
		expect(catalogue.imports().map((receipt) => [receipt.importId, receipt.status])).toEqual([
			['a', 'committed'],
			['b', 'unchanged']
		]);
	});

	test('a change that fails half-way changes nothing [STO-4]', () => {
		const catalogue = Catalogue.create(sqlite, META);
		catalogue.addVersion(versionOf(1, 'a'));
		const broken = versionOf(2, 'b');
		broken.tables[0]?.segments.push({ part: 9, table: 't0_s9', firstRecord: 1, rows: 1 });
		expect(() => catalogue.addVersion(broken)).toThrow('FOREIGN KEY');
		expect(catalogue.versions()).toEqual([versionOf(1, 'a')]);
		expect(catalogue.nextVersion).toBe(2);
		expect(catalogue.imports()).toHaveLength(1);
	});

	test('removing a version leaves none of its rows', () => {
		const catalogue = Catalogue.create(sqlite, META);
		catalogue.addVersion(versionOf(1, 'a'));
		catalogue.removeVersion(1);
		const database = new sqlite.Database(catalogue.toBytes());
		for (const table of ['versions', 'parts', 'tables', 'columns', 'segments', 'metrics'])
			expect(database.exec(`SELECT count(*) FROM ${table}`)[0]?.values).toEqual([[0]]);
	});

	test.each(CATALOGUE_MIGRATIONS.map((_, from) => from))(
		'is brought up to date from schema %i [STO-7]',
		(from) => {
			const database = new sqlite.Database();
			for (const migration of CATALOGUE_MIGRATIONS.slice(0, from)) database.exec(migration);
			database.run(`PRAGMA user_version = ${from}`);
			const bytes = Catalogue.open(sqlite, database.export()).toBytes();
			const version = new sqlite.Database(bytes).exec('PRAGMA user_version')[0]?.values[0]?.[0];
			expect(version).toBe(CATALOGUE_MIGRATIONS.length);
		}
	);

	test('of a newer Varve is refused with a sentence that says so [STO-7]', () => {
		const database = new sqlite.Database();
		database.run(`PRAGMA user_version = ${CATALOGUE_MIGRATIONS.length + 1}`);
		expect(() => Catalogue.open(sqlite, database.export())).toThrow('newer Varve');
	});

	test.each([
		['text', new TextEncoder().encode('this is no database, whatever its name says'.repeat(100))],
		['zeros', new Uint8Array(8192)],
		['a database without tables', null]
	])('that is %s is damaged, not a crash [STO-6]', (_what, bytes) => {
		const empty = new sqlite.Database();
		empty.run(`PRAGMA user_version = ${CATALOGUE_MIGRATIONS.length}`);
		expect(() => Catalogue.open(sqlite, bytes ?? empty.export()).meta).toThrow(
			expect.objectContaining({ code: 'storage/damaged' })
		);
	});
});
