/** Tells which of two ways numbers are written in most columns with decimals (SPEC DLM-19). */
export function detectDecimalComma(columns: readonly (readonly string[])[]): boolean {
	let comma = 0;
	let point = 0;
	for (const values of columns) {
		const filled = values.filter((value) => value !== '');
		if (filled.length === 0) continue;
		if (areDecimals(filled, ',', '.')) comma += 1;
		else if (areDecimals(filled, '.', ',')) point += 1;
	}
	return comma > point;
}

/** Suggests a grouping character that a column uses consistently; it is never applied by itself. */
export function suggestThousandsSeparator(
	columns: readonly (readonly string[])[],
	decimalComma: boolean
): string | null {
	const decimal = decimalComma ? ',' : '.';
	for (const separator of [decimalComma ? '.' : ',', '\u202f', '\u00a0', ' ', "'", '\u2019']) {
		const grouped = new RegExp(`^-?\\d{1,3}(?:[${separator}]\\d{3})*(?:[${decimal}]\\d+)?$`);
		for (const values of columns) {
			const filled = values.filter((value) => value !== '');
			if (filled.some((value) => value.includes(separator)) && filled.every((value) => grouped.test(value)))
				return separator;
		}
	}
	return null;
}

/** All numbers, some with a fraction after `decimal`, which can't be meant as grouping. */
function areDecimals(values: readonly string[], decimal: string, grouping: string): boolean {
	const shape = new RegExp(
		`^-?(?:\\d+|\\d{1,3}(?:[${grouping} \\u00a0\\u202f'\\u2019]\\d{3})+)?(?:[${decimal}]\\d+)?$`
	);
	if (!values.every((value) => shape.test(value))) return false;
	// a rare comma stands between two numbers, as in lists of codes
	if (values.filter((value) => value.includes(decimal)).length * 4 < values.length) return false;
	const fractions = values
		.map((value) => value.split(decimal)[1])
		.filter((fraction) => fraction !== undefined);
	return (
		fractions.some((fraction) => fraction.length !== 3) ||
		values.some((value) => value.includes(grouping) && value.includes(decimal))
	);
}
