import type { FormatDescriptor } from '../format';
import { isSqlite } from './header';

/** SQLite database files: imported as versions, or opened and queried in place. */
export const sqlite = {
	id: 'sqlite',
	label: 'SQLite database',
	extensions: ['sqlite', 'sqlite3', 'db', 'db3', 's3db', 'sl3', 'sdb'],
	mediaTypes: ['application/vnd.sqlite3', 'application/x-sqlite3'],
	recognises: isSqlite
} as const satisfies FormatDescriptor;
