// Renders the icons of the manifest from the SVG files. Run it by hand when those change; the results are committed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumLaunchOptions } from './chromium.mjs';
import { root } from './setup.mjs';

const ICONS = [
	{ from: 'icon.svg', to: 'icon-192.png', size: 192 },
	{ from: 'icon.svg', to: 'icon-512.png', size: 512 },
	{ from: 'icon-maskable.svg', to: 'icon-maskable-512.png', size: 512 }
];

const browser = await chromium.launch(chromiumLaunchOptions());
for (const { from, to, size } of ICONS) {
	const page = await browser.newPage({ viewport: { width: size, height: size } });
	const svg = readFileSync(join(root, 'static', from), 'utf8');
	await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
	await page.screenshot({ path: join(root, 'static', to), omitBackground: true });
	await page.close();
}
await browser.close();
