import type { Database } from 'sql.js';
import type { FailedImport } from '$lib/domain/quality/failed-import';
import {
	summaryOfJudgement,
	type Judgement,
	type Metric,
	type QualityStatus,
	type QualitySummary
} from '$lib/domain/quality/judgement';
import { NO_SETTINGS, type QualitySettings } from '$lib/domain/quality/settings';
import { allRows } from './catalogue-rows';

/** Failed imports that are kept, the newest. */
const FAILURES_KEPT = 50;

/** The part of a catalogue that is about quality: rules and thresholds, judgements of versions, failed imports. */
export class CatalogueQuality {
	constructor(private readonly database: Database) {}

	get settings(): QualitySettings {
		const [row] = allRows(this.database, 'SELECT settings FROM quality');
		return row ? (JSON.parse(String(row.settings)) as QualitySettings) : NO_SETTINGS;
	}

	setSettings(settings: QualitySettings): void {
		this.database.run('DELETE FROM quality');
		this.database.run('INSERT INTO quality VALUES (?)', [JSON.stringify(settings)]);
	}

	/** What lists of versions show, by version. */
	summaries(): Map<number, QualitySummary> {
		const rows = allRows(
			this.database,
			'SELECT version, status, broken, json_array_length(rules) AS rules FROM judgements'
		);
		return new Map(
			rows.map(({ version, status, broken, rules }) => [
				Number(version),
				{ status: status as QualityStatus, broken: Number(broken), rules: Number(rules) }
			])
		);
	}

	/** By version, ascending. */
	judgements(): Map<number, Judgement> {
		const metrics = new Map<number, Metric[]>();
		for (const row of allRows(
			this.database,
			'SELECT * FROM metrics ORDER BY version, table_index, column_index, metric'
		)) {
			const version = Number(row.version);
			const list = metrics.get(version) ?? [];
			metrics.set(version, list);
			list.push({
				tableIndex: Number(row.table_index),
				columnIndex: Number(row.column_index),
				metric: row.metric as Metric['metric'],
				value: row.value === null ? null : Number(row.value),
				...(row.margin === null ? {} : { margin: Number(row.margin) }),
				status: row.status as QualityStatus
			});
		}
		const rows = allRows(this.database, 'SELECT * FROM judgements ORDER BY version');
		return new Map(
			rows.map((row) => {
				const version = Number(row.version);
				const parse = (column: string) => JSON.parse(String(row[column])) as never;
				return [
					version,
					{
						judgedAt: String(row.judged_at),
						rules: parse('rules'),
						results: parse('results'),
						categories: parse('categories'),
						metrics: metrics.get(version) ?? [],
						status: row.status as QualityStatus
					}
				];
			})
		);
	}

	/** Adds or replaces what is known of a version. */
	setJudgement(version: number, judgement: Judgement): void {
		const { judgedAt, rules, results, categories, metrics, status } = judgement;
		const { broken } = summaryOfJudgement(judgement);
		this.database.run('DELETE FROM metrics WHERE version = ?', [version]);
		this.database.run('INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?)', [
			version,
			judgedAt,
			status,
			broken,
			JSON.stringify(rules),
			JSON.stringify(results),
			JSON.stringify(categories)
		]);
		const insert = this.database.prepare('INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?)');
		for (const metric of metrics)
			insert.run([
				version,
				metric.tableIndex,
				metric.columnIndex,
				metric.metric,
				metric.value,
				metric.status,
				metric.margin ?? null
			]);
		insert.free();
	}

	/** Newest first. */
	failures(): FailedImport[] {
		return allRows(this.database, 'SELECT * FROM failures ORDER BY failed_at DESC, rowid DESC').map(
			(row) => ({
				importId: String(row.import_id),
				failedAt: String(row.failed_at),
				fileName: String(row.file_name),
				code: String(row.code),
				message: String(row.message)
			})
		);
	}

	addFailure({ importId, failedAt, fileName, code, message }: FailedImport): void {
		this.database.run('INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)', [
			importId,
			failedAt,
			fileName,
			code,
			message
		]);
		this.database.run(
			'DELETE FROM failures WHERE rowid NOT IN (SELECT rowid FROM failures ORDER BY failed_at DESC, rowid DESC LIMIT ?)',
			[FAILURES_KEPT]
		);
	}
}
