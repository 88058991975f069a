import type { Database, SqlValue } from 'sql.js';
import type { LayerOutcome } from '$lib/domain/layers/layer-work';
import type { Segment, VersionContent, VersionLayer, VersionPart } from '$lib/domain/versions/version';

/** What the catalogue knows of how a version is stored. */
export interface LayerRecord {
	version: number;
	/** Removed by the user, but others are read from it. */
	isRemoved: boolean;
	/** Storing it as what differs did not pay. */
	staysFull: boolean;
	content: VersionContent | undefined;
	layer: VersionLayer | undefined;
	/** Share of the history's bytes, where there is a layer. */
	layerBytes: number;
}

interface LayerRow {
	version: number;
	base: number | null;
	isRemoved: boolean;
	staysFull: boolean;
	ownRows: number;
	content: VersionContent | undefined;
}

/** The layers of a catalogue: which versions are stored as steps from another one (SPEC VER-10 to VER-14). */
export class CatalogueLayers {
	constructor(private readonly database: Database) {}

	/** By version, the removed ones that others need included. */
	records(): Map<number, LayerRecord> {
		const rows = this.#rows();
		const histories = this.histories();
		const found = rows.map((row): [number, LayerRecord] => {
			const { version, isRemoved, staysFull, content, base } = row;
			const record = { version, isRemoved, staysFull, content, layer: undefined, layerBytes: 0 };
			const history = base === null ? undefined : histories.get(base);
			if (base === null || !history) return [version, record];
			const members = rows.filter((other) => other.base === base);
			const chain = members.map((member) => member.version).filter((member) => member >= version);
			const layer = { baseVersion: base, chain: chain.sort((a, b) => b - a) };
			return [version, { ...record, layer, layerBytes: shareOf(row, members, history.sizeBytes) }];
		});
		return new Map(found);
	}

	/** The file of extra rows and steps, by base. */
	histories(): Map<number, VersionPart> {
		return new Map(
			this.#all('SELECT base_version, file_name, size_bytes FROM histories').map(([base, name, size]) => [
				Number(base),
				{ fileName: String(name), sizeBytes: Number(size) }
			])
		);
	}

	setContent(version: number, content: VersionContent): void {
		this.database.run('UPDATE versions SET content = ? WHERE version = ?', [
			JSON.stringify(content),
			version
		]);
	}

	/** Changes how versions are stored; what they mean stays. */
	apply(outcome: LayerOutcome, file: VersionPart | null): void {
		if (outcome.kind === 'content') return this.setContent(outcome.version, outcome.content);
		if (outcome.kind === 'stays-full') {
			this.database.run('UPDATE versions SET stays_full = 1 WHERE version = ?', [outcome.version]);
			return;
		}
		if (!file) throw new Error('an outcome without its file');
		if (outcome.kind === 'folded') this.#fold(outcome.version, outcome.base, outcome.ownRows, file);
		else if (outcome.kind === 'promoted') this.#promote(outcome.version, outcome.segments, file);
		else this.#tidy(outcome.base, outcome.ownRows, file);
	}

	/** Removes a version; where others are read from it, its rows stay until they are not (SPEC VER-14). */
	remove(version: number): void {
		this.database.run('UPDATE versions SET removed = 1 WHERE version = ?', [version]);
		for (;;) {
			const rows = this.#rows();
			const isNeeded = (row: LayerRow) =>
				rows.some(
					(other) =>
						other.base === row.version ||
						(row.base !== null && other.base === row.base && other.version < row.version)
				);
			const free = rows.find((row) => row.isRemoved && !isNeeded(row));
			if (!free) break;
			this.#delete(free.version);
		}
		this.database.run(
			'DELETE FROM histories WHERE base_version NOT IN (SELECT base_version FROM versions WHERE base_version IS NOT NULL)'
		);
	}

	#fold(version: number, base: number, ownRows: number, file: VersionPart): void {
		this.#forgetFiles(version);
		this.database.run('UPDATE versions SET base_version = ?, own_rows = ? WHERE version = ?', [
			base,
			ownRows,
			version
		]);
		this.database.run('UPDATE versions SET base_version = ? WHERE base_version = ?', [base, version]);
		this.database.run('DELETE FROM histories WHERE base_version IN (?, ?)', [base, version]);
		this.#setHistory(base, file);
	}

	#promote(version: number, segments: Segment[][], file: VersionPart): void {
		const base = this.#rows().find((row) => row.version === version)?.base ?? null;
		if (base === null) throw new Error('the version has files of its own');
		this.database.run('UPDATE versions SET base_version = NULL, own_rows = 0 WHERE version = ?', [version]);
		this.database.run('INSERT INTO parts VALUES (?, 0, ?, ?)', [version, file.fileName, file.sizeBytes]);
		segments.forEach((ofTable, table) =>
			ofTable.forEach(({ table: name, firstRecord, rows }, index) =>
				this.database.run('INSERT INTO segments VALUES (?, ?, ?, 0, ?, ?, ?)', [
					version,
					table,
					index,
					name,
					firstRecord,
					rows
				])
			)
		);
		this.database.run('UPDATE versions SET stored_bytes = ? WHERE version = ?', [file.sizeBytes, version]);
		this.database.run('UPDATE versions SET base_version = ? WHERE base_version = ? AND version < ?', [
			version,
			base,
			version
		]);
		// its steps lead from the promoted version on, as they did before
		this.database.run('UPDATE histories SET base_version = ? WHERE base_version = ?', [version, base]);
		for (const row of this.#rows())
			if (row.isRemoved && (row.version === base || row.base === base)) this.#delete(row.version);
		this.remove(base);
	}

	#tidy(base: number, ownRows: { version: number; rows: number }[], file: VersionPart): void {
		for (const row of this.#rows()) if (row.base === base && row.isRemoved) this.#delete(row.version);
		for (const { version, rows } of ownRows)
			this.database.run('UPDATE versions SET own_rows = ? WHERE version = ?', [rows, version]);
		this.database.run('DELETE FROM histories WHERE base_version = ?', [base]);
		this.#setHistory(base, file);
	}

	#setHistory(base: number, { fileName, sizeBytes }: VersionPart): void {
		this.database.run('INSERT INTO histories VALUES (?, ?, ?)', [base, fileName, sizeBytes]);
	}

	#delete(version: number): void {
		this.#forgetFiles(version);
		this.database.run('DELETE FROM versions WHERE version = ?', [version]);
	}

	#forgetFiles(version: number): void {
		// segments refer to parts as well, so they go first
		this.database.run('DELETE FROM segments WHERE version = ?', [version]);
		this.database.run('DELETE FROM parts WHERE version = ?', [version]);
	}

	#rows(): LayerRow[] {
		const sql =
			'SELECT version, base_version, removed, stays_full, own_rows, content FROM versions ORDER BY version';
		return this.#all(sql).map(([version, base, removed, staysFull, ownRows, content]) => ({
			version: Number(version),
			base: base === null || base === undefined ? null : Number(base),
			isRemoved: removed === 1,
			staysFull: staysFull === 1,
			ownRows: Number(ownRows),
			content: typeof content === 'string' ? (JSON.parse(content) as VersionContent) : undefined
		}));
	}

	#all(sql: string): SqlValue[][] {
		return this.database.exec(sql)[0]?.values ?? [];
	}
}

/** The bytes of a history, shared out by the rows that are only in it. */
function shareOf({ ownRows }: LayerRow, members: readonly LayerRow[], sizeBytes: number): number {
	const total = members.reduce((sum, member) => sum + member.ownRows, 0);
	return Math.round(total > 0 ? (sizeBytes * ownRows) / total : sizeBytes / members.length);
}
