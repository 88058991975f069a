// An import judged by ten rules and measured in full, against an import that is neither. Both in the same browser,
// alternated; what is compared are medians.
import { importFile, openApp } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { csvOf } from './support/gen-csv.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = 2_000_000;
const RUNS = 3;

const rule = (kind, columns, options = {}) => ({
	id: `${kind}-${columns.join('-')}`,
	name: `${kind} ${columns.join(' ')}`,
	kind,
	severity: 'warn',
	table: null,
	columns,
	options
});
const RULES = [
	rule('required', ['id']),
	rule('unique', ['id']),
	rule('required', ['customer'], { blank: true }),
	rule('range', ['amount'], { min: 0 }),
	rule('range', ['qty'], { min: 0, max: 1000 }),
	rule('one-of', ['flag'], { values: ['true', 'false'] }),
	rule('length', ['note'], { max: 100 }),
	rule('pattern', ['city'], { pattern: '[^0-9]*' }),
	rule('date', ['ts'], { min: '2000-01-01' }),
	rule('condition', [], { sql: 'qty > 0 OR amount >= 0' })
];

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchQuality({ app, report }) {
	const csv = await csvOf(ROWS);
	const times = { without: [], with: [] };
	for (let run = 0; run < RUNS; run++) {
		for (const kind of ['without', 'with']) {
			const browser = await openBrowser();
			const page = await openApp(browser.context, app.url);
			if (kind === 'with') await prepareRules(page);
			const { wallMs, receipt } = await importFile(page, csv.path, 'bench');
			if (receipt.tables[0].rowsLoaded !== ROWS) throw new Error('rows are missing');
			times[kind].push(wallMs);
			if (kind === 'with') await checkJudged(page);
			await browser.close();
		}
	}
	console.log(`without ${milliseconds(times.without)}; with ${milliseconds(times.with)}`);
	const ratio = median(times.with) / median(times.without);
	report.add('import with 10 rules and all metrics against without', ratio, { must: 1.6, aim: 1.3 });
}

/** A version of one row, so that there is a source to have rules. */
async function prepareRules(page) {
	await page.evaluate(async (rules) => {
		const text = 'id,customer,city,amount,qty,ts,flag,note\n1,a,b,1.00,1,2026-01-01 00:00:00,true,ok\n';
		await window.varve.importFile(new File([text], 'first.csv'), { as: 'bench' });
		await window.varve.setRules('bench', rules);
		// the importer for the next one is started ahead, as it is for the first
		await window.varve.query('SELECT 1');
	}, RULES);
}

async function checkJudged(page) {
	const judgement = await page.evaluate(() => window.varve.quality('bench'));
	if (judgement?.results.length !== RULES.length) throw new Error('the rules were not judged');
	const problems = judgement.results.filter(({ problem }) => problem !== null);
	if (problems.length > 0) throw new Error(problems[0].problem);
}
