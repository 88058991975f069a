import { foldName } from '$lib/domain/sql/names';
import { quoteIdentifier } from '$lib/domain/sql/quote';
import { SqliteEngine, type SqliteConnection } from '$lib/engines/sqlite/sqlite-engine';
import type { SqliteHeader } from '$lib/formats/sqlite/header';
import { checkSqliteFile } from '$lib/formats/sqlite/open-file';
import type { ResolvedTable } from '$lib/protocol/library-api';
import type { NamedTable } from './source-views';

/** SQLite attaches ten files at most. */
const ATTACH_LIMIT = 9;

interface Life {
	engine: SqliteEngine;
	connection: SqliteConnection;
	/** Names of the files that are attached, by folded alias. */
	attached: Map<string, string>;
	/** What the views stand for, by folded name. */
	views: Map<string, string>;
}

/** The opened SQLite files that statements are about: each is attached, under the names given to it, when it is needed. */
export class SqliteFiles {
	readonly #lives = new Map<SqliteHeader['encoding'], Life>();
	readonly #encodings = new Map<string, SqliteHeader['encoding']>();
	#turn: Promise<unknown> = Promise.resolve();

	/** A connection that has the file of a table attached as `alias`. @throws `file/damaged` */
	connect(resolved: ResolvedTable, alias: string): Promise<SqliteConnection> {
		return this.#inTurn(async () => (await this.#attach(resolved, alias)).connection);
	}

	/** A connection in which all of these names mean their tables. They are of one version. */
	connectNamed(named: readonly NamedTable[]): Promise<SqliteConnection> {
		return this.#inTurn(async () => {
			let life: Life | null = null;
			for (const { source, name, resolved } of named) {
				const alias = source ?? aliasOf(resolved);
				life = await this.#attach(resolved, alias);
				if (source === null)
					await show(life, name, `${quoteIdentifier(alias)}.${quoteIdentifier(resolved.table.name)}`);
			}
			if (!life) throw new RangeError('no table is named');
			return life.connection;
		});
	}

	close(): void {
		for (const { engine } of this.#lives.values()) engine.close();
		this.#lives.clear();
	}

	async #attach({ parts: [part] }: ResolvedTable, alias: string): Promise<Life> {
		if (!part) throw new RangeError('an opened SQLite file has one part');
		const encoding = await this.#encodingOf(part.fileName, part.file);
		const life = await this.#life(encoding, alias, part.fileName);
		if (life.attached.has(foldName(alias))) return life;
		await life.engine.attach(alias, part.file, encoding);
		life.attached.set(foldName(alias), part.fileName);
		return life;
	}

	/** An engine that can have the file under the alias: another one where the alias means another file by now. */
	async #life(encoding: SqliteHeader['encoding'], alias: string, fileName: string): Promise<Life> {
		const life = this.#lives.get(encoding);
		if (life?.engine.isAlive) {
			const known = life.attached.get(foldName(alias));
			if (known === fileName || (known === undefined && life.attached.size < ATTACH_LIMIT)) return life;
			life.engine.close();
		}
		const engine = new SqliteEngine();
		const fresh = { engine, connection: await engine.connect(), attached: new Map(), views: new Map() };
		this.#lives.set(encoding, fresh);
		return fresh;
	}

	async #encodingOf(fileName: string, file: File): Promise<SqliteHeader['encoding']> {
		let encoding = this.#encodings.get(fileName);
		if (!encoding) {
			// the kept copy has a name of ours
			encoding = (await checkSqliteFile(file)).header.encoding;
			this.#encodings.set(fileName, encoding);
		}
		return encoding;
	}

	#inTurn<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(task);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}

/** A name for a version's file that no other file has. */
export function aliasOf({ sourceName, version }: ResolvedTable): string {
	return `${sourceName}@${version}`;
}

async function show(life: Life, name: string, target: string): Promise<void> {
	const key = foldName(name);
	if (life.views.get(key) === target) return;
	const view = `temp.${quoteIdentifier(name)}`;
	if (life.views.has(key)) await life.connection.run(`DROP VIEW ${view}`);
	await life.connection.run(`CREATE TEMP VIEW ${quoteIdentifier(name)} AS SELECT * FROM ${target}`);
	life.views.set(key, target);
}
