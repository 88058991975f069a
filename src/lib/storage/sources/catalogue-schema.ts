/**
 * The catalogue's migrations, in order: entry `n` brings the schema from version `n` to `n + 1`
 * (`PRAGMA user_version`). Entries that were released are never changed (SPEC STO-7).
 */
export const CATALOGUE_MIGRATIONS: readonly string[] = [
	`CREATE TABLE meta (
		source_id TEXT NOT NULL,
		name TEXT NOT NULL,
		kind TEXT NOT NULL,
		created_at TEXT NOT NULL,
		next_version INTEGER NOT NULL
	) STRICT;
	CREATE TABLE imports (
		import_id TEXT PRIMARY KEY,
		finished_at TEXT NOT NULL,
		status TEXT NOT NULL CHECK (status IN ('committed', 'unchanged')),
		version INTEGER NOT NULL,
		receipt TEXT NOT NULL
	) STRICT;
	CREATE TABLE versions (
		version INTEGER PRIMARY KEY,
		committed_at TEXT NOT NULL,
		stored_bytes INTEGER NOT NULL,
		sha256 TEXT NOT NULL,
		options TEXT NOT NULL,
		options_key TEXT NOT NULL,
		import_id TEXT NOT NULL REFERENCES imports
	) STRICT;
	CREATE TABLE parts (
		version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
		part INTEGER NOT NULL,
		file_name TEXT NOT NULL UNIQUE,
		size_bytes INTEGER NOT NULL,
		PRIMARY KEY (version, part)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE tables (
		version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
		table_index INTEGER NOT NULL,
		name TEXT NOT NULL,
		row_count INTEGER NOT NULL,
		rejected INTEGER NOT NULL,
		PRIMARY KEY (version, table_index)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE columns (
		version INTEGER NOT NULL,
		table_index INTEGER NOT NULL,
		column_index INTEGER NOT NULL,
		name TEXT NOT NULL,
		type TEXT NOT NULL,
		why TEXT NOT NULL,
		PRIMARY KEY (version, table_index, column_index),
		FOREIGN KEY (version, table_index) REFERENCES tables ON DELETE CASCADE
	) STRICT, WITHOUT ROWID;
	CREATE TABLE segments (
		version INTEGER NOT NULL,
		table_index INTEGER NOT NULL,
		segment_index INTEGER NOT NULL,
		part INTEGER NOT NULL,
		table_name TEXT NOT NULL,
		first_record INTEGER NOT NULL,
		row_count INTEGER NOT NULL,
		PRIMARY KEY (version, table_index, segment_index),
		FOREIGN KEY (version, table_index) REFERENCES tables ON DELETE CASCADE,
		FOREIGN KEY (version, part) REFERENCES parts (version, part)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE metrics (
		version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
		table_index INTEGER NOT NULL,
		column_index INTEGER NOT NULL DEFAULT -1,
		metric TEXT NOT NULL,
		value REAL,
		status TEXT NOT NULL DEFAULT 'pass' CHECK (status IN ('pass', 'warning', 'fail')),
		PRIMARY KEY (version, table_index, column_index, metric)
	) STRICT, WITHOUT ROWID;`,
	`CREATE TABLE quality (settings TEXT NOT NULL) STRICT;
	CREATE TABLE judgements (
		version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
		judged_at TEXT NOT NULL,
		status TEXT NOT NULL CHECK (status IN ('pass', 'warning', 'fail')),
		broken INTEGER NOT NULL,
		rules TEXT NOT NULL,
		results TEXT NOT NULL,
		categories TEXT NOT NULL
	) STRICT;
	CREATE TABLE failures (
		import_id TEXT PRIMARY KEY,
		failed_at TEXT NOT NULL,
		file_name TEXT NOT NULL,
		code TEXT NOT NULL,
		message TEXT NOT NULL
	) STRICT;`,
	`CREATE TABLE schemas (
		version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
		document TEXT NOT NULL
	) STRICT;`,
	`ALTER TABLE versions ADD COLUMN name TEXT NOT NULL DEFAULT '';
	ALTER TABLE versions ADD COLUMN note TEXT NOT NULL DEFAULT '';
	ALTER TABLE versions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE versions ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE versions ADD COLUMN stays_full INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE versions ADD COLUMN base_version INTEGER;
	ALTER TABLE versions ADD COLUMN own_rows INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE versions ADD COLUMN content TEXT;
	CREATE TABLE histories (
		base_version INTEGER PRIMARY KEY,
		file_name TEXT NOT NULL UNIQUE,
		size_bytes INTEGER NOT NULL
	) STRICT;
	CREATE TABLE timeline (settings TEXT NOT NULL) STRICT;`,
	// of rows that are there already the margin is not known
	'ALTER TABLE metrics ADD COLUMN margin REAL;'
];
