import type { Database, SqlValue } from 'sql.js';
import { NO_TIMELINE_SETTINGS, type TimelineSettings } from '$lib/domain/versions/timeline-settings';
import type { VersionLabels } from '$lib/domain/versions/version';

/** The part of a catalogue that people write: names and notes of versions, and the rules of the time line. */
export class CatalogueTimeline {
	constructor(private readonly database: Database) {}

	labels(): Map<number, VersionLabels> {
		const rows = this.#all('SELECT version, name, note, pinned FROM versions');
		return new Map(
			rows.map(([version, name, note, pinned]) => [
				Number(version),
				{
					...(name !== '' && { name: String(name) }),
					...(note !== '' && { note: String(note) }),
					...(pinned === 1 && { pinned: true })
				}
			])
		);
	}

	/** What is left out stays as it is. */
	setLabels(version: number, { name, note, pinned }: VersionLabels): void {
		if (name !== undefined)
			this.database.run('UPDATE versions SET name = ? WHERE version = ?', [name.trim(), version]);
		if (note !== undefined)
			this.database.run('UPDATE versions SET note = ? WHERE version = ?', [note.trim(), version]);
		if (pinned !== undefined)
			this.database.run('UPDATE versions SET pinned = ? WHERE version = ?', [pinned ? 1 : 0, version]);
	}

	get settings(): TimelineSettings {
		const [row] = this.#all('SELECT settings FROM timeline');
		return row ? (JSON.parse(String(row[0])) as TimelineSettings) : NO_TIMELINE_SETTINGS;
	}

	set settings(settings: TimelineSettings) {
		this.database.run('DELETE FROM timeline');
		this.database.run('INSERT INTO timeline VALUES (?)', [JSON.stringify(settings)]);
	}

	#all(sql: string): SqlValue[][] {
		return this.database.exec(sql)[0]?.values ?? [];
	}
}
