import type { QualitySummary } from '../quality/judgement';

/** What the sources panel and `window.varve` show of a source. */
export interface SourceSummary {
	id: string;
	name: string;
	/** `file` for versioned files; later kinds: `url`, `script`, `sqlite`, … */
	kind: string;
	/** Number of versions kept. */
	versions: number;
	/** Newest version number, or null where there is none. */
	newestVersion: number | null;
	/** Rows and rejects of the newest version, all tables. */
	rows: number;
	rejected: number;
	/** Tables of the newest version by their names; empty where there is only one, which goes by the source's name. */
	tables: { name: string; rows: number }[];
	storedBytes: number;
	/** Of the newest version; null where it was never judged. */
	quality: QualitySummary | null;
	/** `damaged`: the catalogue or a version file can't be read; `problem` says what. */
	status: 'ready' | 'importing' | 'damaged';
	problem: string | null;
	/** ISO time of the newest version, or of the creation. */
	updatedAt: string;
}

const FORBIDDEN_IN_NAMES = /[\p{Cc}."@]/gu;

/**
 * A source's name from a file's name: without folders and endings; characters with a meaning in table names
 * (`.`, `@`, `"`) and control characters become `_`.
 */
export function sourceNameFromFile(fileName: string): string {
	const base = fileName.split(/[\\/]/).at(-1) ?? '';
	const stem = base.replace(/\.(gz|zip)$/i, '').replace(/\.[a-z0-9]{1,10}$/i, '');
	return cleanSourceName(stem || base);
}

/** @returns `name` made fit for a source: never empty, at most 120 characters. */
export function cleanSourceName(name: string): string {
	const cleaned = name.normalize('NFC').replace(FORBIDDEN_IN_NAMES, '_').replace(/\s+/g, ' ').trim();
	return Array.from(cleaned).slice(0, 120).join('') || 'untitled';
}
