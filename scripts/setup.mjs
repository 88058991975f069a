// Sets up what a fresh clone lacks. Imports nothing from node_modules: there may be none yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const OLDEST_NODE = 20;

/**
 * Runs a command in the repository with its output going to ours.
 * @param {string} command @param {string[]} args
 * @param {{ timeoutMs?: number, env?: Record<string, string> }} [options]
 * @returns {Promise<boolean>} whether it ended with exit code 0
 */
export function run(command, args, { timeoutMs, env } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, ...env },
			shell: process.platform === 'win32' && command === 'npm',
			timeout: timeoutMs
		});
		child.on('error', (error) => {
			console.error(`${command}: ${error.message}`);
			resolve(false);
		});
		child.on('close', (code, signal) => {
			if (signal) console.error(`${command} ${args[0] ?? ''} was ended by ${signal}`);
			resolve(code === 0);
		});
	});
}

/** Runs a JavaScript tool out of node_modules: no shell, no npx, the same on every system. */
export function runTool(path, args, options) {
	return run(process.execPath, [join(root, 'node_modules', path), ...args], options);
}

/** @returns {string | null} what keeps node_modules from being what package-lock.json says, or null. */
export function staleDependencies() {
	const installedPath = join(root, 'node_modules/.package-lock.json');
	if (!existsSync(installedPath)) return 'node_modules is missing';
	const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
	const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
	for (const [path, { version, optional, peer }] of Object.entries(wanted)) {
		if (path === '') continue;
		if (installed[path]?.version === version) continue;
		if (!installed[path] && (optional || peer)) continue;
		return `${path} is ${installed[path]?.version ?? 'missing'}, not ${version}`;
	}
	return null;
}

/** Installs the pinned packages unless they are there. @throws Error with a sentence */
export async function ensureDependencies() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < OLDEST_NODE)
		throw new Error(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
	const reason = staleDependencies();
	if (!reason) return;
	console.log(`Installing packages: ${reason}.`);
	if (!(await run('npm', ['ci', '--no-audit', '--no-fund']))) {
		throw new Error('npm ci failed; see its message above. Is the npm registry reachable?');
	}
}
