import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Rules of accessibility that are broken on the page as it stands, with the places.
 * @param within selector of the part that is meant
 */
export async function brokenRules(page: Page, within = ':root'): Promise<string[]> {
	await page.evaluate(axeSource);
	const { violations } = await page.evaluate<AxeResults, string>(async (within) => {
		// what fades in has a contrast of its own on the way
		const ending = document
			.getAnimations()
			.filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
		await Promise.allSettled(ending.map(({ finished }) => finished));
		const { axe } = window as unknown as { axe: { run(within: string): Promise<AxeResults> } };
		return axe.run(within);
	}, within);
	return violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`
	);
}
