import type { ErrorCode, ErrorFacts } from '$lib/domain/errors';
import type { SqliteValue } from '$lib/formats/sqlite/database';
import type { SqliteHeader } from '$lib/formats/sqlite/header';
import type { SurveyedTable } from '$lib/formats/sqlite/survey';
import type { WireType } from '$lib/formats/sqlite/column-writer';

/** What the engine's thread can be asked, and what it answers. One call at a time, in the order they come. */
export interface SqliteCalls {
	attach(alias: string, file: File, encoding: SqliteHeader['encoding']): void;
	detach(alias: string): void;
	survey(alias: string): SurveyedTable[];
	version(): string;
	memoryBytes(): number;
	run(sql: string): void;
	rows(sql: string): Record<string, SqliteValue>[];
	/** Prepares and forgets a statement. @throws what is wrong with it */
	check(sql: string): { isReadOnly: boolean };
	start(streamId: number, sql: string, types: readonly WireType[] | null): StartedStream;
	next(streamId: number): Uint8Array<ArrayBuffer> | null;
	end(streamId: number): void;
}

export interface StartedStream {
	names: string[];
	types: WireType[];
	schema: Uint8Array<ArrayBuffer>;
}

export interface CallMessage {
	id: number;
	name: keyof SqliteCalls;
	values: unknown[];
}

export type AnswerMessage =
	| { id: number; ok: true; value: unknown }
	| { id: number; ok: false; code: ErrorCode; message: string; facts: ErrorFacts };
