import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the renderers of the browser whose profile lies in `userDataDir` (Linux: through /proc). */
export function rendererPids(userDataDir: string): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => {
			const command = commandLine(pid);
			return command.includes('--type=renderer') && belongsTo(pid, userDataDir);
		});
}

/** Chromium tells the profile only to its main process: the renderer's ancestors are searched. */
function belongsTo(pid: number, userDataDir: string): boolean {
	for (let at = pid; at > 1; at = parentOf(at)) {
		if (commandLine(at).includes(`--user-data-dir=${userDataDir}`)) return true;
	}
	return false;
}

function commandLine(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

function parentOf(pid: number): number {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /, '')
			.split(' ');
		return Number(fields[1]);
	} catch {
		return 0;
	}
}
