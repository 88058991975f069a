// Takes the README's picture from the built site with the bundled sample. Run it by hand (after `npm run build`) when
// the time line looks different; the result is committed.
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumLaunchOptions } from './chromium.mjs';
import { serve } from './serve.mjs';
import { root } from './setup.mjs';

const SIZE = { width: 1280, height: 800 };
const PATIENCE = { timeout: 120_000 };

const site = await serve({ directory: join(root, 'build'), basePath: '/', port: 0 });
const browser = await chromium.launch(chromiumLaunchOptions());
const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light', serviceWorkers: 'block' });
await page.goto(site.url);
await page.getByRole('button', { name: 'Try with sample data' }).click();
const versions = page.getByRole('list', { name: 'Versions, newest first' });
await versions.getByRole('listitem').nth(2).waitFor(PATIENCE);
// what each version changed is counted when there is time
await versions.getByText('~', { exact: false }).nth(1).waitFor(PATIENCE);
const dismiss = page.getByRole('button', { name: 'Dismiss' });
while ((await dismiss.count()) > 0) await dismiss.first().click();
await page.mouse.move(SIZE.width / 2, SIZE.height - 4);
await page.screenshot({ path: join(root, 'docs/screenshot.png') });
await browser.close();
await site.close();
