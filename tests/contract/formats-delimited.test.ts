import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqlTypeName } from '$lib/domain/schema/column-type';
import { formats, recognise } from '$lib/formats';
import { createPreviewer } from '$lib/formats/previewer';

const FOLDER = resolve(import.meta.dirname, '../fixtures/formats');

/** What stands beside a fixture; what is left out is not looked at. */
interface Expected {
	/** The rule that the fixture is for. */
	spec: string;
	options?: Record<string, unknown>;
	dialect?: Record<string, unknown>;
	/** `name type` of each column. */
	columns?: string[];
	rows?: (string | null)[][];
	rejectedRows?: number[];
	warnings?: string[];
	suggestedNullTokens?: string[];
	error?: string;
}

describe.each(formats.map(({ id }) => id))('format %s', (id) => {
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
		const previewing = createPreviewer().preview(new File([bytes], name), expected.options ?? {});
		if (expected.error !== undefined) {
			await expect(previewing).rejects.toMatchObject({ code: expected.error });
			return;
		}
		expect(recognise(bytes, name)?.id).toBe(id);
		const preview = await previewing;
		expect(preview.dialect).toMatchObject(expected.dialect ?? {});
		const columns = preview.columns.map((column) => `${column.name} ${sqlTypeName(column.type)}`);
		expect(columns).toEqual(expected.columns ?? columns);
		expect(preview.rows).toEqual(expected.rows ?? preview.rows);
		expect(preview.rejects.map(({ row }) => row)).toEqual(expected.rejectedRows ?? []);
		expect(preview.warnings.map(({ code }) => code)).toEqual(expected.warnings ?? []);
		expect(preview.suggestedNullTokens).toEqual(expected.suggestedNullTokens ?? []);
	});
});
