import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Page } from '@playwright/test';
import type { ExportFormatId } from '../../src/lib/domain/export/export-format';
import type { VarveExportOptions } from '../../src/lib/client/varve-api';

/** What `window.varve.exportQuery` gives, as bytes in Node. */
export async function exported(
	page: Page,
	sql: string,
	format: ExportFormatId,
	options: Omit<VarveExportOptions, 'signal' | 'onProgress'> = {}
): Promise<Buffer> {
	const data = await page.evaluate(
		async ([statement, id, given]) => {
			const blob = await window.varve.exportQuery(statement, id, given);
			return new Promise<string>((resolve) => {
				const reader = new FileReader();
				reader.onload = () => resolve(String(reader.result));
				reader.readAsDataURL(blob);
			});
		},
		[sql, format, options] as const
	);
	return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

/** The error code that an export ends with. */
export function exportError(page: Page, sql: string, format: ExportFormatId, options = {}): Promise<string> {
	return page.evaluate(
		async ([statement, id, given]) => {
			try {
				await window.varve.exportQuery(statement, id, given);
				return 'none';
			} catch (error) {
				return (error as { code: string }).code;
			}
		},
		[sql, format, options] as const
	);
}

/** Native DuckDB, and a folder for files that it reads; both end with `use`. */
export async function withNative<T>(
	use: (native: DuckDBConnection, save: (name: string, bytes: Uint8Array) => string) => Promise<T>
): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'varve-export-'));
	const instance = await DuckDBInstance.create(':memory:');
	const native = await instance.connect();
	try {
		await native.run(`SET TimeZone = 'UTC'`);
		return await use(native, (name, bytes) => {
			const path = join(folder, name);
			writeFileSync(path, bytes);
			return path;
		});
	} finally {
		native.closeSync();
		instance.closeSync();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Rows as the text of their values; null is NULL. */
export async function textRows(native: DuckDBConnection, sql: string): Promise<(string | null)[][]> {
	const result = await native.run(`SELECT COLUMNS(*)::VARCHAR FROM (${sql})`);
	return (await result.getRows()).map((row) => row.map((value) => (value === null ? null : String(value))));
}

/** `name TYPE` of every column. */
export async function typesOf(native: DuckDBConnection, sql: string): Promise<string[]> {
	const rows = await (await native.run(`DESCRIBE ${sql}`)).getRows();
	return rows.map(([name, type]) => `${String(name)} ${String(type)}`);
}
