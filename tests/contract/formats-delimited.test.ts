import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { delimited } from '$lib/formats/delimited/descriptor';
import { json } from '$lib/formats/json/descriptor';
import { recognise } from '$lib/formats/recognise';
import { createPreviewer } from '$lib/formats/previewer';

/** Text needs no engine. */
const NO_TOOLS = { attachDatabase: () => Promise.reject(new Error('not here')) };
const FOLDER = resolve(import.meta.dirname, '../fixtures/formats');

/** What stands beside a fixture; what is left out is not looked at. */
interface Expected {
	/** The rule that the fixture is for. */
	spec: string;
	options?: Record<string, unknown>;
	dialect?: Record<string, unknown>;
	/** Values of settings, of formats other than delimited text. */
	settings?: Record<string, unknown>;
	/** `name type` of each column. */
	columns?: string[];
	rows?: (string | null)[][];
	rejectedRows?: number[];
	warnings?: string[];
	suggestedNullTokens?: string[];
	error?: string;
}

describe.each([delimited.id, json.id])('format %s', (id) => {
	const folder = resolve(FOLDER, id);
	const fixtures = readdirSync(folder).filter((name) => !name.endsWith('.expected.json'));
	const read = (name: string): Expected =>
		JSON.parse(readFileSync(resolve(folder, `${name}.expected.json`), 'utf8')) as Expected;

	it('has fixtures', () => {
		expect(fixtures.length).toBeGreaterThan(0);
	});

	it.each(fixtures.map((name) => [read(name).spec, name] as const))('%s %s', async (_spec, name) => {
		const expected = read(name);
		const bytes = readFileSync(resolve(folder, name));
		const previewing = createPreviewer(NO_TOOLS).preview(new File([bytes], name), expected.options ?? {});
		if (expected.error !== undefined) {
			await expect(previewing).rejects.toMatchObject({ code: expected.error });
			return;
		}
		expect(recognise(bytes, name)).toBe(id);
		const preview = await previewing;
		expect(preview.dialect ?? {}).toMatchObject(expected.dialect ?? {});
		const settings = Object.fromEntries(preview.settings.map(({ key, value }) => [key, value]));
		expect(settings).toMatchObject(expected.settings ?? {});
		const columns = preview.columns.map((column) => `${column.name} ${column.type}`);
		expect(columns).toEqual(expected.columns ?? columns);
		expect(preview.rows).toEqual(expected.rows ?? preview.rows);
		expect(preview.rejects.map(({ row }) => row)).toEqual(expected.rejectedRows ?? []);
		expect(preview.warnings.map(({ code }) => code)).toEqual(expected.warnings ?? []);
		expect(preview.suggestedNullTokens).toEqual(expected.suggestedNullTokens ?? []);
	});
});
