// Makes static/empty.duckdb: the 12 KB empty database that every version file starts from.
// Run it by hand when the storage version changes; the result is committed.
import { DuckDBInstance } from '@duckdb/node-api';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = join(dirname(fileURLToPath(import.meta.url)), '../static/empty.duckdb');
rmSync(target, { force: true });
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`ATTACH '${target.replaceAll("'", "''")}' AS empty (STORAGE_VERSION 'v1.0.0')`);
await connection.run('CHECKPOINT empty');
await connection.run('DETACH empty');
connection.closeSync();
