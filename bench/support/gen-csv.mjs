// Makes the CSV files of the benches: the same rows for the same count and seed, kept in .cache/bench/.
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

const FIRST = [
	'Anna',
	'Björn',
	'Chloé',
	'Dmitri',
	'Élodie',
	'Fatima',
	'Grzegorz',
	'Hana',
	'İpek',
	'João',
	'Kōji',
	'Lars',
	"O'Neil",
	'María',
	'Nguyễn',
	'Øyvind',
	'Priya',
	'Quentin',
	'Rūta',
	'Søren',
	'Tamás',
	'Ursula',
	'Václav',
	'Wei',
	'Xóchitl',
	'Yael',
	'Zoë'
];
const LAST = [
	'Smith',
	'Müller',
	'García',
	'Nowak',
	'Ivanov',
	'Tanaka',
	'"O""Brien"',
	'de la Cruz',
	'van Dijk',
	'Li',
	'Ångström',
	'Silva',
	'Dubois',
	'Rossi',
	'Kim',
	'Haddad'
];
const CITY = [
	'Berlin',
	'"München, Altstadt"',
	'"Paris, 9e"',
	'"New York, NY"',
	'東京',
	'São Paulo',
	'"The ""Hague"", Centrum"',
	'Łódź',
	'Zürich',
	'"Washington, D.C."',
	'Київ',
	'القاهرة',
	'"Saint John""s ""NL"""',
	'Reykjavík',
	'मुंबई',
	'Québec'
];
const NOTE = [
	'ok',
	'late delivery',
	'"call back, urgent"',
	'"said ""yes"""',
	'paid',
	'not yet delivered',
	'second reminder sent',
	'  padded  ',
	'0',
	'00123'
];
const HEADER = 'id,customer,city,amount,qty,ts,flag,note\n';
const ROWS_AT_ONCE = 5000;
const BASE_SECONDS = Date.UTC(2020, 0, 1) / 1000;
const SIX_YEARS_SECONDS = 189_216_000;

/** A small seeded generator of 32-bit numbers (mulberry32). */
function numbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
}

const two = (number) => String(number).padStart(2, '0');

function customer(at) {
	const first = FIRST[at % FIRST.length];
	const last = LAST[Math.floor(at / FIRST.length) % LAST.length];
	return last.startsWith('"') ? `"${first} ${last.slice(1)}` : `${first} ${last}`;
}

function note(random, row) {
	const share = random % 100;
	if (share < 45) return '';
	return share === 99 ? `"line one ${row}\nline two"` : NOTE[(random >>> 8) % NOTE.length];
}

function line(row, next) {
	const [a, b, c] = [next(), next(), next()];
	const cents = (a % 2_000_000) - 100_000;
	const amount = `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${two(Math.abs(cents) % 100)}`;
	const time = `${new Date((BASE_SECONDS + (b % SIX_YEARS_SECONDS)) * 1000).toISOString().slice(0, 19)}Z`;
	const flag = (c & 1) === 1;
	return `${row},${customer(c >>> 12)},${CITY[(b >>> 10) % CITY.length]},${amount},${(a >>> 21) % 500},${time},${flag},${note(c >>> 1, row)}\n`;
}

/**
 * @param {number} rowCount
 * @returns {Promise<{ path: string, sizeBytes: number, rowCount: number }>} a file of that many records and a header
 */
export async function csvOf(rowCount, seed = 1) {
	const folder = join(root, '.cache/bench');
	const path = join(folder, `rows-${rowCount}-seed-${seed}.csv`);
	if (!existsSync(path)) {
		console.log(`making ${path}`);
		mkdirSync(folder, { recursive: true });
		const unfinished = `${path}.${process.pid}`;
		const out = createWriteStream(unfinished);
		const next = numbers(seed);
		out.write(HEADER);
		for (let row = 1; row <= rowCount;) {
			const lines = [];
			for (const end = Math.min(rowCount, row + ROWS_AT_ONCE - 1); row <= end; row++)
				lines.push(line(row, next));
			if (!out.write(lines.join(''))) await once(out, 'drain');
		}
		out.end();
		await once(out, 'finish');
		renameSync(unfinished, path);
	}
	return { path, sizeBytes: statSync(path).size, rowCount };
}
