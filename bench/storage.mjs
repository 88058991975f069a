// Thirty daily versions of a table of which 1 % of the rows change each day: what they cost against one, how fast the
// newest is queried against before there were old ones, and an old one against the newest.
import { openApp, queryMs } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { median, milliseconds } from './support/report.mjs';

const ROWS = Number(process.env.STORAGE_ROWS ?? 1_000_000);
const VERSIONS = Number(process.env.STORAGE_VERSIONS ?? 30);
const RUNS = 7;
/** Another statement for each run, so that no result is kept for it. */
const groupBy = (table, run) =>
	`SELECT ${run} AS run, city, count(*) AS orders, sum(amount) AS total, max(day) AS newest FROM ${table} GROUP BY ALL ORDER BY city`;

/** Imports day `day`: of each hundred rows about one is changed, added or removed from one day to the next. */
function importDay(page, day) {
	return page.evaluate(
		async ([day, rows]) => {
			// a generator that can be repeated (mulberry32)
			const random = (seed) => {
				let t = (seed + 0x6d2b79f5) | 0;
				t = Math.imul(t ^ (t >>> 15), t | 1);
				t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
				return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
			};
			window.edition ??= Array.from({ length: rows }, () => 0);
			window.nextId ??= rows;
			window.ids ??= Array.from({ length: rows }, (_, id) => id);
			if (day > 0) {
				const changes = Math.round(rows * 0.01);
				for (let change = 0; change < changes; change++) {
					const at = Math.floor(random(day * 1e6 + change) * window.ids.length);
					const kind = change % 5;
					if (kind < 3) window.edition[window.ids[at]] = day;
					else if (kind === 3) window.ids.splice(at, 1);
					else {
						window.edition[window.nextId] = day;
						window.ids.push(window.nextId++);
					}
				}
			}
			const parts = ['id,city,amount,day,note\n'];
			for (let from = 0; from < window.ids.length; from += 10_000) {
				const lines = window.ids.slice(from, from + 10_000).map((id) => {
					const r = random(id * 31 + window.edition[id]);
					const date = new Date(1.7e12 + Math.floor(r * 1000) * 864e5).toISOString().slice(0, 10);
					return `${id},city ${id % 997},${(r * 1000).toFixed(2)},${date},note ${Math.floor(r * 1e9).toString(36)}\n`;
				});
				parts.push(lines.join(''));
			}
			const startedMs = performance.now();
			await window.varve.importFile(new File(parts, 'daily.csv'), { as: 'daily' });
			return performance.now() - startedMs;
		},
		[day, ROWS]
	);
}

const storedBytes = (page) => page.evaluate(async () => (await window.varve.sources())[0].storedBytes);

/** Whether every version but the newest is stored as what differs. */
const isFolded = (page) =>
	page.evaluate(async () => {
		const versions = await window.varve.versions('daily');
		const newest = versions.at(-1).storedBytes;
		return versions.slice(0, -1).every((version) => version.storedBytes < newest * 0.6);
	});

async function queryTimes(page, table) {
	await queryMs(page, groupBy(table, -1));
	const times = [];
	for (let run = 0; run < RUNS; run++) times.push(await queryMs(page, groupBy(table, run + Date.now())));
	return times;
}

/** @param {import('./support/context.mjs').BenchContext} bench */
export default async function benchStorage({ app, report }) {
	const browser = await openBrowser();
	const page = await openApp(browser.context, app.url);
	page.setDefaultTimeout(0);
	const imports = [await importDay(page, 0)];
	const one = await storedBytes(page);
	const alone = await queryTimes(page, 'daily');
	for (let day = 1; day < VERSIONS; day++) imports.push(await importDay(page, day));
	const full = await storedBytes(page);
	const startedMs = Date.now();
	while (!(await isFolded(page))) {
		if (Date.now() - startedMs > 1_200_000) throw new Error('the old versions stay full');
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
	const foldedMs = Date.now() - startedMs;
	const bytes = await storedBytes(page);
	const newest = await queryTimes(page, 'daily');
	const oldest = await queryTimes(page, '"daily@1"');
	const middle = await queryTimes(page, `"daily@${Math.ceil(VERSIONS / 2)}"`);
	await browser.close();
	console.log(
		`${VERSIONS} versions of ${ROWS} rows: one ${(one / 1e6).toFixed(1)} MB, all full ${(full / 1e6).toFixed(1)} MB, ` +
			`then ${(bytes / 1e6).toFixed(1)} MB; ${(foldedMs / 1000 / (VERSIONS - 1)).toFixed(1)} s in the background for each`
	);
	console.log(
		`query: alone ${milliseconds(alone)}; newest ${milliseconds(newest)}; oldest ${milliseconds(oldest)}; middle ${milliseconds(middle)}`
	);
	report.add(`${VERSIONS} daily versions against one`, bytes / one, { must: 3, aim: 1.5 });
	report.add('newest of many versions against one alone', median(newest) / median(alone), {
		must: 1.2,
		aim: 1
	});
	report.add('oldest version against the newest', median(oldest) / median(newest), { must: 3 });
	report.add('version in the middle against the newest', median(middle) / median(newest), { must: 3 });
	report.add('import of the last version against the first', median(imports.slice(-3)) / imports[0], {
		must: 1.5
	});
}
