import type { ReceiptWarning } from '$lib/domain/receipts/receipt';

const MAX_NAME_LENGTH = 200;

/**
 * Column names from a header: kept as written but for NUL characters, empty ones, very long ones, and ones that
 * occur again (letter case has no meaning in SQL names) (SPEC DLM-15). Every change is told.
 */
export function columnNames(header: readonly string[]): { names: string[]; warnings: ReceiptWarning[] } {
	const changes = { empty: [] as string[], repeated: [] as string[], cut: 0 };
	const cleaned = header.map((raw, position) => {
		const name = raw.replaceAll('\0', '');
		if (name.trim() === '') {
			changes.empty.push(`column${position + 1}`);
			return `column${position + 1}`;
		}
		const characters = name.length > MAX_NAME_LENGTH ? Array.from(name) : null;
		if (!characters || characters.length <= MAX_NAME_LENGTH) return name;
		changes.cut += 1;
		return characters.slice(0, MAX_NAME_LENGTH).join('');
	});
	const names = uniqueNames(cleaned, (from, to) =>
		changes.repeated.push(`${shorten(from)} → ${shorten(to)}`)
	);
	return { names, warnings: nameWarnings(changes) };
}

/** The first of equal names keeps its spelling; others get `_2`, `_3` …, whichever no column has. */
export function uniqueNames(
	names: readonly string[],
	onRenamed: (from: string, to: string) => void = () => undefined
): string[] {
	const taken = new Set(names.map(nameKey));
	const seen = new Set<string>();
	const next = new Map<string, number>();
	return names.map((name) => {
		const key = nameKey(name);
		if (!seen.has(key)) {
			seen.add(key);
			return name;
		}
		let number = next.get(key) ?? 2;
		while (taken.has(nameKey(`${name}_${number}`))) number += 1;
		next.set(key, number + 1);
		const renamed = `${name}_${number}`;
		taken.add(nameKey(renamed));
		onRenamed(name, renamed);
		return renamed;
	});
}

/** Equal for names that SQL does not tell apart. */
export function nameKey(name: string): string {
	return name.toLowerCase();
}

function nameWarnings(changes: { empty: string[]; repeated: string[]; cut: number }): ReceiptWarning[] {
	const warnings: ReceiptWarning[] = [];
	const list = (items: string[]): string =>
		items.slice(0, 10).join(', ') + (items.length > 10 ? ` and ${items.length - 10} more` : '');
	if (changes.empty.length > 0) {
		const message = `Columns without a name were named by their position: ${list(changes.empty)}.`;
		warnings.push({ code: 'empty-column-names', message });
	}
	if (changes.repeated.length > 0) {
		const message = `Column names that occur more than once were made different: ${list(changes.repeated)}.`;
		warnings.push({ code: 'duplicate-column-names', message });
	}
	if (changes.cut > 0) {
		const message = `${changes.cut} column ${changes.cut === 1 ? 'name was' : 'names were'} cut to ${MAX_NAME_LENGTH} characters.`;
		warnings.push({ code: 'long-column-names', message });
	}
	return warnings;
}

function shorten(name: string): string {
	return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
