import { createSHA256 } from 'hash-wasm';
import { AppError } from '$lib/domain/errors';
import type { Receipt } from '$lib/domain/receipts/receipt';
import type { TableSchema } from '$lib/domain/schema/schema-document';
import type { VersionTable } from '$lib/domain/versions/version';
import { SqliteEngine } from '$lib/engines/sqlite/sqlite-engine';
import { checkSqliteFile, type SoundSqliteFile } from '$lib/formats/sqlite/open-file';
import type { SurveyedTable } from '$lib/formats/sqlite/survey';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { OpenSqliteRequest } from '$lib/protocol/query-api';

/** Kind of sources whose one version is the kept copy of a file that is queried in place. */
const KIND = 'sqlite';
const ALIAS = 'file';
const BLOCK_BYTES = 4 * 2 ** 20;

export type OpeningLibrary = Pick<
	LibraryApi,
	| 'beginImport'
	| 'keepFile'
	| 'commitImport'
	| 'finishUnchanged'
	| 'abortImport'
	| 'removeVersion'
	| 'versions'
>;

/**
 * Opens an SQLite file: looks through it once for what its tables hold, and keeps a copy, which takes the place of the
 * one before (SPEC SQL-1). Nothing is kept where it fails.
 * @throws `file/encrypted`, `file/damaged`, `file/unknown-format`, `file/no-table`, `storage/full`
 */
export async function openSqliteFile(library: OpeningLibrary, request: OpenSqliteRequest): Promise<Receipt> {
	const startedAt = performance.now();
	const { importId, sourceId, newName } = request;
	const sound = await checkSqliteFile(request.file, request.wal ?? null);
	const surveyed = await survey(sound);
	const sha256 = await hashOf(sound.file);
	const staged = await library.beginImport({ importId, sourceId, newName, kind: KIND });
	try {
		const elapsedMs = performance.now() - startedAt;
		const receipt = { ...receiptOf(sound, surveyed, sha256), importId, elapsedMs };
		if (staged.newest?.sha256 === sha256)
			return await library.finishUnchanged(importId, { ...receipt, version: staged.newest.version });
		await library.keepFile(importId, sound.file);
		const committed = await library.commitImport(importId, {
			tables: surveyed.map(tableOf),
			schema: surveyed.map(schemaOf),
			partBytes: [],
			partCount: 0,
			isKeptFile: true,
			sha256,
			options: {},
			optionsKey: '{}',
			receipt
		});
		for (const { version } of await library.versions(committed.sourceId))
			if (version !== committed.version) await library.removeVersion(committed.sourceId, version);
		return committed;
	} catch (error) {
		await library.abortImport(importId).catch(() => undefined);
		throw error;
	}
}

async function survey({ file, header }: SoundSqliteFile): Promise<SurveyedTable[]> {
	const engine = new SqliteEngine();
	try {
		await engine.attach(ALIAS, file, header.encoding);
		const tables = (await engine.survey(ALIAS)).filter(({ table }) => !table.isShadow);
		if (tables.length > 0) return tables;
		const message = `There is no table in ${file.name}.`;
		throw new AppError('file/no-table', message, { file: file.name });
	} finally {
		engine.close();
	}
}

async function hashOf(file: File): Promise<string> {
	const hash = await createSHA256();
	for (let at = 0; at < file.size; at += BLOCK_BYTES)
		hash.update(new Uint8Array(await file.slice(at, at + BLOCK_BYTES).arrayBuffer()));
	return hash.digest('hex');
}

function tableOf({ table, rowCount, columns }: SurveyedTable): VersionTable {
	return {
		name: table.name,
		rows: rowCount ?? 0,
		rejected: 0,
		columns: columns.map(({ name, type, why }) => ({ name, type, why })),
		segments: []
	};
}

function schemaOf({ table, rowCount, columns }: SurveyedTable): TableSchema {
	const key = table.columns.filter(({ keyPlace }) => keyPlace > 0);
	return {
		name: table.name,
		kind: table.kind === 'view' ? 'view' : 'table',
		rowCount,
		columns: table.columns.map(({ name, declaredType, isNotNull }, index) => ({
			name,
			nativeType: declaredType,
			type: columns[index]?.type ?? 'VARCHAR',
			nullable: !isNotNull
		})),
		primaryKey: key.sort((a, b) => a.keyPlace - b.keyPlace).map(({ name }) => name),
		uniqueKeys: table.uniqueKeys,
		foreignKeys: table.foreignKeys
	};
}

function receiptOf({ file, warnings }: SoundSqliteFile, surveyed: SurveyedTable[], sha256: string): Receipt {
	const tables = surveyed.map(tableOf).map(({ name, rows, columns }) => ({
		name,
		rowsRead: rows,
		rowsLoaded: rows,
		rowsRejected: 0,
		columns
	}));
	return {
		importId: '',
		sourceId: '',
		sourceName: '',
		version: 0,
		status: 'committed',
		committedAt: '',
		file: { name: file.name, sizeBytes: file.size, sha256 },
		format: KIND,
		isOpened: true,
		tables,
		warnings,
		storedBytes: 0,
		elapsedMs: 0,
		phases: []
	};
}
