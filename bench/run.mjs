// `npm run bench [-- name …] [-- --large]`: ratios against baselines measured in the same run, in the built site.
import { availableParallelism, loadavg } from 'node:os';
import { ensureDependencies } from '../scripts/setup.mjs';

await ensureDependencies();
const { ensureChromium } = await import('../scripts/ensure-chromium.mjs');
const { Report } = await import('./support/report.mjs');
const { appSite, baselineSite } = await import('./support/sites.mjs');

const BENCHES = [
	'shell',
	'import',
	'parquet',
	'ndjson',
	'excel',
	'quality',
	'profile',
	'query',
	'join',
	'diff',
	'storage',
	'export',
	'large',
	'large-diff'
];

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const wanted = BENCHES.filter((name) =>
	names.length > 0 ? names.includes(name) : !name.startsWith('large') || args.includes('--large')
);

await ensureChromium();
const app = await appSite();
const baseline = await baselineSite();
const report = new Report();
const [load] = loadavg();
console.log(`${availableParallelism()} cores, load ${load.toFixed(1)}`);
if (load > 1) console.log('Other programs are busy: the ratios will be off.');
try {
	for (const name of wanted) {
		console.log(`\n=== ${name} ===`);
		const { default: bench } = await import(`./${name}.mjs`);
		await bench({ app, baseline, report });
	}
} finally {
	await app.close();
	await baseline.close();
}
console.log(`\n${report.lines.map(({ line }) => line).join('\n')}\n`);
process.exitCode = report.failed === 0 ? 0 : 1;
