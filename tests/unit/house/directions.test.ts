import { ESLint } from 'eslint';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forbiddenImports, PACKAGES, ROOMS } from '../../../scripts/directions.mjs';

const eslint = new ESLint({
	overrideConfig: { languageOptions: { parserOptions: { projectService: false } } }
});
const DIRECTION_RULES = ['no-restricted-imports', 'no-restricted-syntax', 'varve/relative-in-room'];
const rooms = Object.keys(ROOMS);
const librooms = rooms.filter((room) => room !== 'routes');

/** @returns the directions that `code` breaks when it stands in `folder`. */
async function broken(folder: string, code: string): Promise<string[]> {
	const base = folder === 'routes' ? 'src/routes' : `src/lib/${folder}`;
	const [result] = await eslint.lintText(code, { filePath: `${base}/probe.js` });
	const fatal = result?.messages.find((message) => message.fatal);
	if (fatal) throw new Error(fatal.message);
	return (result?.messages ?? [])
		.filter(({ ruleId }) => DIRECTION_RULES.includes(ruleId ?? ''))
		.map(({ ruleId }) => ruleId ?? '');
}

describe('HSE-1 rooms import only what the table allows', () => {
	for (const room of rooms) {
		const { imports } = ROOMS[room] ?? { imports: [] };
		for (const other of librooms.filter((name) => name !== room)) {
			const allowed = imports.includes(other);
			it(`${room} → ${other} is ${allowed ? 'allowed' : 'refused'}`, async () => {
				const specifier = `$lib/${other}/thing/reader`;
				expect(await broken(room, `import { x } from '${specifier}';\nx();`)).toEqual(
					allowed ? [] : ['no-restricted-imports']
				);
				expect(await broken(room, `void import('${specifier}');`)).toEqual(
					allowed ? [] : ['no-restricted-syntax']
				);
			});
		}
		it(`${room} may import itself`, async () => {
			expect(await broken(room, `import { x } from './neighbour';\nx();`)).toEqual([]);
		});
	}
});

describe('HSE-4 every folder is a room', () => {
	it('the table knows each folder of src/lib', () => {
		const folders = readdirSync('src/lib', { withFileTypes: true }).flatMap(({ name }) =>
			name === 'storage' ? readdirSync('src/lib/storage').map((inner) => `storage/${inner}`) : [name]
		);
		expect(folders.filter((folder) => !rooms.includes(folder))).toEqual([]);
	});
});

describe('HSE-2 packages stay in their rooms', () => {
	for (const { name, rooms: homes } of PACKAGES) {
		for (const room of [...new Set([...rooms, ...homes])]) {
			const allowed = homes.some((home) => room === home || room.startsWith(`${home}/`));
			it(`${name} in ${room} is ${allowed ? 'allowed' : 'refused'}`, async () => {
				expect(await broken(room, `import x from '${name}';\nx();`)).toEqual(
					allowed ? [] : ['no-restricted-imports']
				);
			});
		}
	}
	it('domain imports no package at all', async () => {
		expect(await broken('domain/sql', `import x from 'any-package';\nx();`)).toEqual([
			'no-restricted-imports'
		]);
		expect(await broken('domain/sql', `import x from 'node:fs';\nx();`)).toEqual(['no-restricted-imports']);
	});
});

describe('HSE-3 there is no way around the table', () => {
	it('a relative path must not leave its room', async () => {
		expect(await broken('ui/grid', `import { x } from '../../engines/duckdb/open';\nx();`)).toEqual([
			'varve/relative-in-room'
		]);
		expect(await broken('domain/sql', `export * from '../../jobs/import';`)).toEqual([
			'varve/relative-in-room'
		]);
		expect(await broken('domain/sql', `import { x } from '../jobs/phase';\nx();`)).toEqual([]);
	});
	it('an inline comment does not switch a rule off', async () => {
		const code = `/* eslint-disable */\nimport { x } from '$lib/ui/grid';\nx();`;
		expect(await broken('domain/sql', code)).toEqual(['no-restricted-imports']);
	});
	it('the page may import pure descriptions of formats, not their readers', async () => {
		for (const room of ['ui', 'state', 'client', 'routes']) {
			expect(await broken(room, `import { x } from '$lib/formats/delimited/options';\nx();`)).toEqual([]);
			expect(await broken(room, `import { x } from '$lib/formats/format';\nx();`)).toEqual([]);
		}
	});
	it('types of formats may appear in protocol, values may not', () => {
		const formats = forbiddenImports('protocol').find(({ regex }) => regex.includes('formats'));
		expect(formats?.allowTypeImports).toBe(true);
	});
});
