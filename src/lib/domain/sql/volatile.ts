import type { SqlWord } from './token';

/** Words whose answer depends on more than the statement and what it reads. */
const VOLATILE = new Set(
	`random setseed uuid gen_random_uuid uuidv4 uuidv7 now today current_date current_time current_timestamp
	localtime localtimestamp get_current_time get_current_timestamp transaction_timestamp nextval currval lastval
	tablesample sample reservoir getvariable current_setting txid_current current_user user session_user
	current_database current_schema current_schemas current_query version pragma_version age
	randomblob last_insert_rowid changes total_changes julianday unixepoch datetime strftime timediff
	query query_table read_csv read_text read_blob glob`.split(/\s+/)
);

/** Texts that mean a moment where they become a date: `'now'::TIMESTAMP`, SQLite's `date('now')`. */
const MOMENTS = ['now', 'today', 'yesterday', 'tomorrow', 'current_date', 'current_timestamp'];

/** Prefixes of functions that tell of the engine's own state. */
const INNER = ['duckdb_', 'pragma_', 'sqlite_', 'information_schema', 'pg_'];

/** True where the same statement over the same versions can give another result: by its tokens (SPEC QRY-15). */
export function isVolatile(words: readonly SqlWord[]): boolean {
	return words.some(({ kind, text }) => {
		if (kind === 'operator' || kind === 'number') return false;
		const word = (/^["']/.test(text) ? text.slice(1, -1) : text).toLowerCase();
		if (kind === 'string') return MOMENTS.includes(word.trim());
		return VOLATILE.has(word) || INNER.some((prefix) => word.startsWith(prefix));
	});
}
