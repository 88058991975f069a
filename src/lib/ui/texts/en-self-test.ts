import type { CheckOutcome, SelfCheckId } from '$lib/domain/self-test/check';
import { formatBytes, formatCount } from '../format';

type Facts = CheckOutcome['facts'];

interface CheckTexts {
	title: string;
	passed: (facts: Facts) => string;
	limited: (facts: Facts) => string;
	failed: (facts: Facts) => string;
}

const checks: Record<SelfCheckId, CheckTexts> = {
	'secure-context': {
		title: 'Secure page',
		passed: () => 'The page was loaded in a way that browsers trust with storage.',
		limited: () => 'The page is not secure.',
		failed: () =>
			'The page was not loaded over HTTPS or from localhost: the browser gives it no storage and no offline copy.'
	},
	worker: {
		title: 'Background work',
		passed: () => 'A worker started and answered.',
		limited: () => 'A worker started, but did not answer as expected.',
		failed: ({ reason }) => `No worker could be started, so nothing can be imported: ${reason}.`
	},
	'nested-worker': {
		title: 'Workers of workers',
		passed: ({ cores }) => `A worker started another one. This machine offers ${cores} processor cores.`,
		limited: ({ reason }) => `A worker could not start another one: ${reason}.`,
		failed: ({ reason }) => `A worker could not start another one, so the engine can't run: ${reason}.`
	},
	'private-files': {
		title: 'File storage',
		passed: () => 'A file was written to this site’s private storage, read back unchanged and removed.',
		limited: ({ reason }) =>
			`This browser gives the page no file storage (${reason}). Varve works in memory: data is gone when the tab closes.`,
		failed: ({ reason }) => `File storage failed: ${reason}.`
	},
	'indexed-db': {
		title: 'Settings storage',
		passed: () => 'A value was stored, read back unchanged and removed.',
		limited: ({ reason }) => `Settings and history can’t be kept after the tab closes: ${reason}.`,
		failed: ({ reason }) => `Settings can’t be stored: ${reason}.`
	},
	locks: {
		title: 'Several tabs at once',
		passed: () => 'Locks between tabs work: two tabs can’t write to one source at a time.',
		limited: ({ reason }) => `Locks between tabs don’t work; use one tab only: ${reason}.`,
		failed: ({ reason }) => `Locks between tabs failed: ${reason}.`
	},
	engine: {
		title: 'Query engine',
		passed: ({ version, startMs }) =>
			`DuckDB ${version} started in ${formatCount(Number(startMs))} ms and answered a query correctly.`,
		limited: ({ reason }) => `The query engine works in part: ${reason}.`,
		failed: ({ reason }) => `The query engine does not work: ${reason}`
	},
	'service-worker': {
		title: 'Offline helper',
		passed: ({ waiting }) =>
			waiting
				? 'It is active. A newer Varve is stored and starts when all tabs are closed, or by the update button.'
				: 'It is active and answers for this page.',
		limited: ({ reason }) => {
			if (reason === 'storing') return 'It is still storing the app. Run the test again in a moment.';
			if (reason === 'unregistered') return 'It is not installed yet, so Varve needs the network to open.';
			return 'This browser has no service workers, so Varve needs the network to open.';
		},
		failed: ({ reason }) => `It could not be asked: ${reason}.`
	},
	'offline-files': {
		title: 'Ready to work offline',
		passed: ({ files }) =>
			`All ${formatCount(Number(files))} files of this version are stored on this device.`,
		limited: ({ reason }) =>
			reason === 'storing'
				? 'The files are being stored. Run the test again in a moment.'
				: 'The files of this version are not stored on this device: without a network Varve does not open.',
		failed: ({ reason, missing, first }) =>
			reason === 'missing'
				? `${missing === 1 ? '1 file is' : `${formatCount(Number(missing))} files are`} missing from the offline copy: ${first}${missing === 1 ? '' : ' and others'}. Reload with a network.`
				: `The offline copy could not be read: ${reason}.`
	},
	space: {
		title: 'Space',
		passed: ({ usage, quota }) =>
			`${formatBytes(Number(usage))} of the ${formatBytes(Number(quota))} that the browser offers are in use.`,
		limited: ({ usage }) =>
			`The browser offers no more space; ${formatBytes(Number(usage))} are in use. Remove versions you don’t need.`,
		failed: ({ reason }) => `The browser does not tell how much space there is: ${reason}.`
	},
	persistence: {
		title: 'Kept for good',
		passed: () => 'The browser has promised not to remove the data by itself.',
		limited: () =>
			'The browser may remove the data when the disk gets full. Install Varve, or allow it to keep data.',
		failed: ({ reason }) => `The browser does not tell whether it keeps the data: ${reason}.`
	}
};

export const selfTestTexts = {
	title: 'Self-test',
	intro: 'What this browser can do with Varve, tried out just now on this device. Nothing is sent anywhere.',
	back: 'Back to Varve',
	runAgain: 'Run again',
	running: 'Running',
	states: {
		waiting: 'Waiting',
		running: 'Running',
		passed: 'Works',
		limited: 'Limited',
		failed: 'Does not work'
	},
	verdicts: {
		passed: 'Everything works, with or without a network.',
		limited: 'Varve works here, with limits.',
		failed: 'Some of Varve does not work here.'
	},
	checks
};
