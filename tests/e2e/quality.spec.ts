import { expect, test, type Page } from '@playwright/test';
import { appReady, chooseFiles } from '../support/site';

// Engines start in every import; on a busy machine that takes its time.
test.setTimeout(240_000);
const SOON = { timeout: 90_000 };

async function importText(page: Page, text: string, options: Record<string, unknown> = {}): Promise<void> {
	await page.evaluate(
		async ([given, more]) => {
			await window.varve.importFile(new File([given], 'orders.csv'), { as: 'orders', ...more });
		},
		[text, options] as const
	);
}

test('QUA-1 IMP-7 a rule is written, fails on the next version, and rejects are corrected', async ({
	page
}) => {
	await page.goto('./');
	await appReady(page);
	await importText(page, 'id,city\n1,Berlin\n2,Paris\n3,Rome\n');
	await page
		.getByRole('button', { name: /orders/ })
		.first()
		.click();
	await page.getByRole('tab', { name: /^Quality/ }).click();

	await page.getByRole('button', { name: 'Add rule' }).click();
	const dialog = page.getByRole('dialog', { name: 'New rule' });
	await dialog.getByLabel('Kind of rule').selectOption('unique');
	await dialog.getByRole('checkbox', { name: 'id' }).check();
	await dialog.getByRole('button', { name: 'Save rule' }).click();
	const verdict = page.getByRole('tabpanel', { name: /^Quality/ }).getByRole('status');
	await expect(verdict).toContainText('The rule is kept', SOON);

	await importText(page, 'id,city\n1,Berlin\n2,Paris\nbroken\n2,Rome\n');
	await expect(verdict).toContainText('1 of 1 rule is broken', SOON);
	await page.getByRole('button', { name: '2 rows fail' }).click();
	const findings = page.getByRole('region', { name: 'Rows that fail “id is unique”' });
	await expect(findings.getByRole('grid')).toContainText('Paris', SOON);
	await expect(findings.getByRole('grid')).toContainText('Rome');
	await page.getByRole('button', { name: 'Close the rows' }).click();

	await page.getByRole('tab', { name: /^Rejects/ }).click();
	await page.getByRole('button', { name: 'Correct', exact: true }).click(SOON);
	const fields = page.getByRole('dialog', { name: 'Correct record 3' });
	await fields.getByLabel('id BIGINT').fill('9');
	await expect(fields.getByRole('checkbox', { name: 'city: NULL' })).toBeChecked();
	await fields.getByLabel('city VARCHAR').fill('Oslo');
	await expect(fields.getByRole('checkbox', { name: 'city: NULL' })).not.toBeChecked();
	await fields.getByRole('button', { name: 'Keep this correction' }).click();
	await expect(page.getByRole('button', { name: 'Corrected' })).toBeVisible();
	await page.getByRole('button', { name: 'Load it as a new version' }).click();
	await expect(page.getByText('every record of this version was loaded')).toBeVisible(SOON);
	await page.getByRole('tab', { name: /^Data/ }).click();
	await expect(page.getByRole('grid')).toContainText('Oslo', SOON);
	await page.getByRole('tab', { name: /^Versions/ }).click();
	await page.getByRole('button', { name: /^v3/ }).click();
	await expect(page.getByText('1 reject of v2 corrected and loaded')).toBeVisible();
});

test('RUL-9 ALR-2 a blocked import is told, and can be kept anyway', async ({ page }) => {
	await page.goto('./');
	await appReady(page);
	await importText(page, 'id,city\n1,Berlin\n2,Paris\n');
	await page.evaluate(async () => {
		const rule = { id: 'r', name: 'id is unique', kind: 'unique', table: null, columns: ['id'], options: {} };
		await window.varve.setRules('orders', [{ ...rule, severity: 'block' }]);
	});
	const dialog = page.getByRole('dialog', { name: 'Import' });
	const importBlocked = async () => {
		const buffer = Buffer.from('id,city\n1,Berlin\n1,Paris\n');
		await chooseFiles(page, { name: 'orders.csv', mimeType: 'text/csv', buffer });
		await dialog.getByRole('button', { name: 'Import', exact: true }).click();
		await expect(dialog.getByRole('alert')).toContainText('id is unique (2 rows)', SOON);
	};
	await importBlocked();
	await dialog.getByRole('button', { name: 'Close' }).click();
	await page.getByRole('button', { name: /^Alerts: 1 alert/ }).click(SOON);
	await page.getByRole('button', { name: 'Dismiss' }).click();
	await expect(page.getByText('Nothing needs a look.')).toBeVisible();
	await page.keyboard.press('Escape');
	await importBlocked();
	await dialog.getByRole('button', { name: 'Keep anyway' }).click();
	await expect(dialog.getByText('orders v2 is stored')).toBeVisible(SOON);
});

test('RUL-2 IMP-7 a row that a rule rejects is corrected in the column that broke it', async ({ page }) => {
	await page.goto('./');
	await page.waitForFunction(() => window.varve !== undefined);
	await page.evaluate(() => window.varve.ready);
	await importText(page, 'id,city,zip,town\n1,a,10,Berlin\n');
	await page.evaluate(async () => {
		const rule = {
			id: 'r',
			name: 'town is there',
			kind: 'required',
			table: null,
			columns: ['town'],
			options: {}
		};
		await window.varve.setRules('orders', [{ ...rule, severity: 'reject' }]);
	});
	await importText(page, 'id,city,zip,town\n1,a,10,Berlin\n2,b,20,\n');
	await page
		.getByRole('button', { name: /orders/ })
		.first()
		.click();
	await page.getByRole('tab', { name: /^Rejects/ }).click();
	await page.getByRole('button', { name: 'Correct', exact: true }).click(SOON);
	const fields = page.getByRole('dialog', { name: 'Correct record 2' });
	await expect(fields.getByLabel('town VARCHAR')).toBeFocused();
	await page.keyboard.type('Paris');
	await page.keyboard.press('Enter');
	await expect(fields).toBeHidden();
	await expect(page.getByRole('button', { name: 'Corrected' })).toBeFocused();
	// a change of the source that leaves its versions as they are leaves the corrections, too
	await page.evaluate(() => window.varve.setRules('orders', []));
	await page.getByRole('tab', { name: /^Data/ }).click();
	await page.getByRole('tab', { name: /^Rejects/ }).click();
	await expect(page.getByRole('button', { name: 'Corrected' })).toBeVisible();
	await page.getByRole('button', { name: 'Load it as a new version' }).click();
	await expect(page.getByText('every record of this version was loaded')).toBeVisible(SOON);
	await page.getByRole('tab', { name: /^Data/ }).click();
	await expect(page.getByRole('grid')).toContainText('Paris', SOON);
});
