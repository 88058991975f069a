// One line for each thing measured: what, value, limit. Ratios are taken within one run.

/** @param {number[]} values */
export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export class Report {
	/** @type {{ ok: boolean, line: string }[]} */
	lines = [];

	/**
	 * @param {string} what
	 * @param {number} value
	 * @param {{ unit?: string, must?: number, aim?: number, detail?: string }} [limits] `value` must not exceed them
	 */
	add(what, value, { unit = '×', must, aim, detail = '' } = {}) {
		const ok = must === undefined || value <= must;
		const limit =
			must === undefined
				? ''
				: ` (must ≤ ${must} ${unit}${aim === undefined ? '' : `, aim ≤ ${aim} ${unit}`})`;
		const verdict = ok ? (aim !== undefined && value <= aim ? 'aim ' : 'ok  ') : 'OVER';
		const line = `${verdict} ${what}: ${round(value)} ${unit}${limit}${detail && `  ${detail}`}`;
		this.lines.push({ ok, line });
		console.log(line);
	}

	get failed() {
		return this.lines.filter(({ ok }) => !ok).length;
	}
}

function round(value) {
	return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(3);
}

export function milliseconds(values) {
	return values.map((value) => `${Math.round(value)} ms`).join(', ');
}
