import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { directionConfigs } from './scripts/directions.mjs';
import svelteConfig from './svelte.config.js';

const typed = {
	projectService: { allowDefaultProject: ['src/service-worker.ts'] },
	tsconfigRootDir: import.meta.dirname,
	extraFileExtensions: ['.svelte']
};

export default defineConfig(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'.cache/',
			'node_modules/',
			'static/',
			'test-results/',
			'playwright-report/'
		]
	},
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	js.configs.recommended,
	ts.configs.strict,
	svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.worker } },
		rules: {
			// TypeScript knows which names exist, and in which thread.
			'no-undef': 'off',
			'no-console': 'error',
			eqeqeq: 'error',
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, ...typed } },
		rules: {
			'svelte/button-has-type': 'error',
			// State classes hold plain collections in $state.raw and replace them; SvelteMap is for the other way.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		files: ['src/**/*.ts'],
		languageOptions: { parserOptions: typed },
		rules: {
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error'
		}
	},
	...directionConfigs(),
	{
		files: ['*.{js,ts}', 'scripts/**', 'bench/**', 'tests/**'],
		languageOptions: { globals: { ...globals.node } },
		rules: { 'no-console': 'off' }
	},
	{
		files: ['**/*.mjs', '**/*.js'],
		rules: { 'no-undef': 'error' }
	}
);
