import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { appReady } from '../support/site';

// Another host: its own port makes it another origin.
let server: Server;
let other: string;
const cookies: (string | undefined)[] = [];

test.beforeAll(async () => {
	server = createServer((request, response) => {
		cookies.push(request.headers.cookie ?? request.headers.referer);
		const path = request.url ?? '/';
		const allowed = path.startsWith('/open') ? { 'access-control-allow-origin': '*' } : {};
		if (path.endsWith('missing.csv')) response.writeHead(404, allowed).end('no');
		else if (path.endsWith('cut.csv')) {
			response.writeHead(200, { ...allowed, 'content-length': '1000' });
			response.write('a,b\n1,2\n');
			setTimeout(() => response.destroy(), 50);
		} else response.writeHead(200, { ...allowed, 'content-type': 'text/csv' }).end('a,b\n1,2\n3,4\n');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => server.close());

test('OFF-9 a file is fetched from an address that the user types, and named after it', async ({ page }) => {
	await page.goto('');
	await appReady(page);
	await page.getByRole('button', { name: 'From a URL' }).click();
	const dialog = page.getByRole('dialog', { name: 'Import from a URL' });
	await dialog.getByLabel('Address of the file').fill(`${other}/closed/orders.csv`);
	await dialog.getByRole('button', { name: 'Load' }).click();
	await expect(dialog.getByRole('alert')).toContainText(
		'does not allow other sites to read its files (CORS)'
	);
	await dialog.getByLabel('Address of the file').fill(`${other}/open/missing.csv`);
	await dialog.getByRole('button', { name: 'Load' }).click();
	await expect(dialog.getByRole('alert')).toContainText('status 404');
	await dialog.getByLabel('Address of the file').fill(`${other}/open/orders.csv`);
	await dialog.getByRole('button', { name: 'Load' }).click();
	await expect(page.getByRole('dialog', { name: 'Import' })).toContainText('orders');
	expect(cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
});

test('OFF-9 window.varve imports from a URL, and names what stands in the way', async ({ page }) => {
	await page.goto('');
	await appReady(page);
	const receipt = await page.evaluate(
		(url) => window.varve.importUrl(url, { as: 'fetched' }),
		`${other}/open/orders.csv`
	);
	expect(receipt).toMatchObject({ file: { name: 'orders.csv' }, tables: [{ rowsLoaded: 2 }] });
	const codes = [];
	for (const url of [
		`${other}/closed/a.csv`,
		`${other}/open/missing.csv`,
		`${other}/open/cut.csv`,
		'http://127.0.0.1:9/a.csv',
		'nothing here'
	]) {
		const code = await page.evaluate(
			(address) => window.varve.importUrl(address).catch((error: { code: string }) => error.code),
			url
		);
		codes.push(code);
	}
	expect(codes).toEqual(['url/blocked', 'url/status', 'url/unreachable', 'url/unreachable', 'url/invalid']);
	expect(await page.evaluate(async () => (await window.varve.sources()).map(({ name }) => name))).toEqual([
		'fetched'
	]);
});
