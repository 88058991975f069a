import { AppError, asAppError } from '$lib/domain/errors';
import { quoteText } from '$lib/domain/sql/quote';
import type { DuckDbEngine } from '$lib/engines/duckdb/open';
import type { AttachedDatabase, ReaderTools } from '$lib/formats/table-reader';

let lastNumber = 0;

/** @throws AppError `file/damaged`, `file/encrypted` */
export async function attachDatabase(
	engine: DuckDbEngine,
	file: File,
	log: File | null = null
): Promise<AttachedDatabase> {
	const alias = `source_${++lastNumber}`;
	await engine.registerFile(alias, file);
	if (log) await engine.registerFile(`${alias}.wal`, log);
	try {
		await engine.run(`ATTACH ${quoteText(alias)} AS ${alias} (READ_ONLY)`);
	} catch (cause) {
		await dropFiles(engine, alias, log).catch(() => undefined);
		throw attachError(file, cause);
	}
	return {
		alias,
		rows: (sql) => engine.rows(sql),
		detach: async () => {
			await engine.run(`DETACH ${alias}`);
			await dropFiles(engine, alias, log);
		}
	};
}

/** Tools for the previewer: an engine is started only for a file that needs one, and ends with the preview. */
export function previewTools(): ReaderTools {
	return {
		async attachDatabase(file, log) {
			// loaded for the few formats that need it
			const { loadEngine, openDuckDb } = await import('$lib/engines/duckdb/open');
			const engine = await openDuckDb(await loadEngine());
			try {
				const database = await attachDatabase(engine, file, log);
				return { ...database, detach: async () => engine.close() };
			} catch (error) {
				engine.close();
				throw error;
			}
		}
	};
}

async function dropFiles(engine: DuckDbEngine, alias: string, log: File | null): Promise<void> {
	await engine.dropFile(alias);
	if (log) await engine.dropFile(`${alias}.wal`);
}

function attachError(file: File, cause: unknown): AppError {
	const { message } = asAppError(cause);
	const facts = { file: file.name };
	if (/encrypt/i.test(message)) {
		return new AppError('file/encrypted', `${file.name} is an encrypted DuckDB database.`, facts, { cause });
	}
	if (/newer version|storage version|version number/i.test(message)) {
		const sentence = `${file.name} was written by a newer version of DuckDB than the one in Varve, which can't read it.`;
		return new AppError('file/unsupported', sentence, facts, { cause });
	}
	return new AppError('file/damaged', `DuckDB cannot open it (${message.split('\n')[0]}).`, facts, { cause });
}
