import type { ReceiptWarning } from '$lib/domain/receipts/receipt';
import type { Column } from './column';
import type { Layout } from './layout';
import type { RecordParser } from './record-parser';
import { kindsOf, listed } from './stored-type';
import { TAG } from './tags';

const SHOWN = 10;
const count = (value: number): string => value.toLocaleString('en-US');

/** What is worth knowing about how records became a table, besides its types (SPEC JSN-8). */
export function toldOf(parser: RecordParser, layout: Layout): ReceiptWarning[] {
	const { oddities } = parser.values;
	const told: ReceiptWarning[] = [];
	const tell = (code: string, message: string): void => void told.push({ code, message });
	if (layout.isEncodingGuess) {
		tell('guessed-encoding', `The text is no UTF-8; it was read as ${layout.encoding}, which is a guess.`);
	}
	if (layout.leftOut.length > 0) {
		tell(
			'left-out',
			`Beside the records the file has ${shown(layout.leftOut.map(quoted))}; this was left out.`
		);
	}
	const mixed = mixedColumns(parser);
	if (mixed.length > 0)
		tell('mixed-types', `Columns with values of several kinds are text: ${shown(mixed)}.`);
	const missing = missingKeys(parser);
	if (missing.length > 0) {
		tell('missing-keys', `A key that a record does not have is NULL there, as null is: ${shown(missing)}.`);
	}
	if (oddities.duplicateKeys > 0) {
		const times = oddities.duplicateKeys === 1 ? 'Once' : `${count(oddities.duplicateKeys)} times`;
		const first = quoted(oddities.duplicateKey);
		tell('duplicate-keys', `${times} an object has a key twice (first ${first}): the last value was taken.`);
	}
	if (oddities.loneSurrogates > 0) {
		tell(
			'lone-surrogates',
			`${count(oddities.loneSurrogates)} halves of characters (\\ud800 …) stand alone: U+FFFD was put in their place.`
		);
	}
	if (oddities.notNumbers > 0) {
		tell(
			'not-numbers',
			`${count(oddities.notNumbers)} values are NaN or Infinity, which JSON does not have; they were read as such.`
		);
	}
	return told;
}

function shown(items: readonly string[]): string {
	const rest = items.length - SHOWN;
	return rest > 0 ? `${items.slice(0, SHOWN).join(', ')} and ${count(rest)} more` : items.join(', ');
}

function quoted(name: string): string {
	return `“${name.length > 60 ? `${name.slice(0, 59)}…` : name}”`;
}

function mixedColumns({ columns }: RecordParser): string[] {
	const found: string[] = [];
	const visit = (column: Column): void => {
		const kinds = kindsOf(column.evidence);
		if (column.depth > 0 && kinds.length > 1) found.push(`${quoted(column.path)} (${listed(kinds)})`);
		else if (!column.asText) {
			if (column.item) visit(column.item);
			for (const field of column.fields) visit(field.column);
		}
	};
	columns.forEach(visit);
	return found;
}

function missingKeys({ root }: RecordParser): string[] {
	const objects = root.evidence.objects;
	return root.fields.flatMap(({ column }) => {
		const present = column.evidence.counts.subarray(TAG.null).reduce((sum, tags) => sum + tags, 0);
		const missing = objects - present;
		return missing > 0 ? [`${quoted(column.path)} (${count(missing)})`] : [];
	});
}
