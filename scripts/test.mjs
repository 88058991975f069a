// `npm test`: sets up what is missing, runs every stage, goes on after failures, and ends with the line
// `N passed, N failed`: the tests of vitest and playwright, and one for each other stage.
// With names of stages as arguments, only these run.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root, run, runTool } from './setup.mjs';

const STAGE_LIMIT_MS = 20 * 60_000;
const reports = join(root, '.cache/test-reports');

/** A stage that passes or fails as one. */
function check(name, ...commands) {
	return {
		name,
		async run() {
			let ok = true;
			for (const command of commands) ok = (await command()) && ok;
			return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
		}
	};
}

const tool =
	(path, ...args) =>
	() =>
		runTool(path, args, { timeoutMs: STAGE_LIMIT_MS });

/** A project of vitest, counted by its tests. */
function vitest(project, needs) {
	return {
		name: project,
		needs,
		async run() {
			const report = join(reports, `${project}.json`);
			const ok = await runTool(
				'vitest/vitest.mjs',
				['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
				{ timeoutMs: STAGE_LIMIT_MS }
			);
			if (!existsSync(report)) return { passed: 0, failed: 1 };
			const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = read(report);
			return counted(ok, numPassedTests, numFailedTests + numPendingTests + numTodoTests);
		}
	};
}

/** The journeys on the built site, counted by their tests. */
function playwright(name, needs) {
	return {
		name,
		needs,
		async run() {
			const report = join(reports, `${name}.json`);
			const ok = await runTool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
				timeoutMs: STAGE_LIMIT_MS,
				env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report }
			});
			if (!existsSync(report)) return { passed: 0, failed: 1 };
			const { expected, unexpected, flaky, skipped } = read(report).stats;
			return counted(ok, expected, unexpected + flaky + skipped);
		}
	};
}

/** A run that fails without a failed test (a file that does not load, an unhandled error) counts as one failure. */
function counted(ok, passed, failed) {
	return { passed, failed: ok || failed > 0 ? failed : 1 };
}

function read(path) {
	return JSON.parse(readFileSync(path, 'utf8'));
}

const CHROMIUM = 'a Chromium';
const BUILD = 'build';

/**
 * Steps one after the other; of a step the lanes run side by side, and of a lane its stages in turn. The tests in the
 * browser leave half a machine idle, which the stages without one use. The build writes what they read, so it comes
 * after; the journeys have the machine for themselves.
 */
const steps = [
	[
		[
			check('format check', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')),
			check('lint', tool('eslint/bin/eslint.js', '--max-warnings', '0', '.')),
			check(
				'types',
				tool('svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'),
				tool('typescript/bin/tsc', '-p', 'tsconfig.domain.json', '--noEmit'),
				tool('typescript/bin/tsc', '-p', 'tsconfig.service-worker.json')
			),
			vitest('unit', []),
			vitest('contract', [])
		],
		[vitest('browser', [CHROMIUM])]
	],
	[
		[
			check(BUILD, tool('vite/bin/vite.js', 'build')),
			{
				...check('size budget', () => run(process.execPath, ['scripts/size-budget.mjs'])),
				needs: [BUILD]
			},
			playwright('e2e', [CHROMIUM, BUILD])
		]
	]
];

const missing = new Set();
const totals = { passed: 0, failed: 0 };
const lines = [];

function note(name, { passed, failed }, startedMs, remark = '') {
	totals.passed += passed;
	totals.failed += failed;
	const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
	lines.push(`${name.padEnd(14)} ${passed} passed, ${failed} failed  ${seconds} s${remark}`);
}

function finish() {
	console.log(`\n${lines.join('\n')}\n`);
	console.log(`${totals.passed} passed, ${totals.failed} failed`);
	process.exitCode = totals.failed === 0 ? 0 : 1;
}

async function main() {
	const setupStartMs = performance.now();
	try {
		await ensureDependencies();
	} catch (error) {
		console.error(error.message);
		note('setup', { passed: 0, failed: 1 }, setupStartMs);
		return;
	}
	try {
		const { ensureChromium } = await import('./ensure-chromium.mjs');
		console.log(`Chromium: ${await ensureChromium()}`);
	} catch (error) {
		console.error(error.message);
		missing.add(CHROMIUM);
	}
	rmSync(reports, { recursive: true, force: true });
	mkdirSync(reports, { recursive: true });
	await runTool('@sveltejs/kit/svelte-kit.js', ['sync']);

	const names = process.argv.slice(2);
	const isWanted = ({ name }) => names.length === 0 || names.includes(name);
	for (const lanes of steps) await Promise.all(lanes.map((lane) => runLane(lane.filter(isWanted))));
}

async function runLane(stages) {
	for (const stage of stages) {
		console.log(`\n=== ${stage.name} ===`);
		const startedMs = performance.now();
		const lacking = (stage.needs ?? []).filter((need) => missing.has(need));
		if (lacking.length > 0) {
			const remark = `  not run: there is no ${lacking.join(' and no ')}`;
			note(stage.name, { passed: 0, failed: 1 }, startedMs, remark);
			continue;
		}
		const result = await stage.run();
		if (result.failed > 0) missing.add(stage.name);
		note(stage.name, result, startedMs);
	}
}

await main();
finish();
