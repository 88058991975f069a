// Writes the bundled sample data: the same shop's order list as exported in three successive weeks. Each export has
// new orders, lacks some old ones, corrects prices and states, and holds a few broken records, as real exports do.
// The seed is fixed: running it again gives the same bytes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const target = join(import.meta.dirname, '..', 'static', 'samples');

/** mulberry32: a small seeded generator; each call gives a number in [0, 1). */
function generator(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const random = generator(20260901);
const integer = (from, to) => from + Math.floor(random() * (to - from + 1));
const pick = (list) => list[integer(0, list.length - 1)];

const PLACES = [
	['Hamburg', '20095', 'DE'],
	['Dresden', '01067', 'DE'],
	['Leipzig', '04109', 'DE'],
	['Zürich', '8001', 'CH'],
	['Genève', '1201', 'CH'],
	['Wien', '1010', 'AT'],
	['Graz', '8010', 'AT'],
	['Amsterdam', '1012', 'NL'],
	['Boston', '02108', 'US'],
	['Kraków', '30-001', 'PL']
];
const CUSTOMERS = [
	'Brandt & Sohn',
	'Café Morgenrot',
	'Kowalski Sp. z o.o.',
	'Müller, Maier & Co.',
	'Atelier "Nord"',
	'De Vries Handel',
	'Alpenblick AG',
	'Harbor Supply',
	'Buchladen am Markt',
	'Studio Lindqvist',
	'Fischer Metallbau',
	'Öko-Hof Steiner'
];
const ARTICLES = [
	['LMP-100', 'Desk lamp', 3990],
	['CHR-210', 'Oak chair', 12900],
	['TBL-330', 'Folding table', 8450],
	['SHF-015', 'Wall shelf', 2495],
	['RUG-120', 'Wool rug', 19900],
	['MUG-004', 'Stoneware mug', 1250],
	['BLN-550', 'Linen blanket', 6900],
	['CLK-071', 'Wall clock', 3200]
];
const STATES = ['open', 'paid', 'packed', 'shipped'];
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 8, 1);

let nextOrder = 100_001;

function newOrder(day) {
	const [city, postcode, country] = pick(PLACES);
	const [sku, article, cents] = pick(ARTICLES);
	return {
		order_id: nextOrder++,
		ordered_at: new Date(FIRST_DAY + day * DAY_MS + integer(6, 21) * 3_600_000 + integer(0, 3599) * 1000),
		customer: pick(CUSTOMERS),
		city,
		postcode,
		country,
		sku,
		article,
		quantity: random() < 0.7 ? integer(1, 4) : integer(5, 60),
		cents: random() < 0.15 ? Math.round(cents * 0.9) : cents,
		state: pick(STATES),
		note:
			random() < 0.12
				? pick(['gift wrap', 'call before delivery', 'leave at "side door"', 'PO 4711, dept. B'])
				: ''
	};
}

/** The list a week later: shipped orders are archived, prices and states are corrected, new orders come. */
function nextWeek(orders, day) {
	const kept = orders.filter((order) => !(order.state === 'shipped' && random() < 0.3));
	const changed = kept.map((order) => {
		if (random() < 0.04) return { ...order, cents: Math.round((order.cents * integer(94, 108)) / 100) };
		if (random() < 0.12) return { ...order, state: STATES[Math.min(STATES.indexOf(order.state) + 1, 3)] };
		return order;
	});
	return [...changed, ...Array.from({ length: 420 }, (_, i) => newOrder(day + Math.floor((i * 7) / 420)))];
}

function field(value) {
	const text = String(value);
	return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(order) {
	const when = order.ordered_at.toISOString().slice(0, 19).replace('T', ' ');
	const price = (order.cents / 100).toFixed(2);
	const { order_id, customer, city, postcode, country, sku, article, quantity, state, note } = order;
	return [order_id, when, customer, city, postcode, country, sku, article, quantity, price, state, note]
		.map(field)
		.join(',');
}

/** Records as a careless export writes them: cut short, one field too many. */
function broken(orders, count) {
	return Array.from({ length: count }, (_, i) => {
		const text = line(pick(orders));
		return i % 2 === 0 ? text.split(',').slice(0, 4).join(',') : `${text},,export error`;
	});
}

const HEADER =
	'order_id,ordered_at,customer,city,postcode,country,sku,article,quantity,unit_price,state,note';

function write(name, orders, brokenCount) {
	const lines = orders.map(line);
	for (const text of broken(orders, brokenCount)) lines.splice(integer(20, lines.length), 0, text);
	// packed, for hosts that compress nothing
	writeFileSync(join(target, `${name}.bin`), gzipSync(`${[HEADER, ...lines].join('\n')}\n`, { level: 9 }));
}

let orders = Array.from({ length: 2600 }, (_, i) => newOrder(Math.floor((i * 7) / 2600)));
write('orders-2026-09-07.csv', orders, 4);
orders = nextWeek(orders, 7);
write('orders-2026-09-14.csv', orders, 3);
orders = nextWeek(orders, 14);
write('orders-2026-09-21.csv', orders, 6);
