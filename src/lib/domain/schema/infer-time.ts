import type { ColumnType } from './column-type';
import { exampleText } from './example-text';
import type { Finding } from './infer';
import {
	DATE_FORMATS,
	dateOrder,
	fittingFormats,
	paddingVariants,
	TIME_FORMATS,
	TIMESTAMP_FORMATS,
	ZONED_LOCAL_FORMATS
} from './time-candidates';
import { describeFormat, formatFields, splitZone } from './time-format';

/** How every format that is looked for begins: most texts are passed over by it. */
const BEGINNING = /^(?:\d{1,4}[-/.: ]|[A-Z][a-z]{2,8} \d)/;

const NONE: Finding = { type: null, obstacle: null };

/** Dates, times and timestamps that all of `texts` (distinct, not empty) are written as (SPEC TYP-10). */
export function inferTime(texts: readonly string[], dateFormat: string | null | undefined): Finding {
	const first = texts[0] ?? '';
	if (!/\d/.test(first) || first.length > 60) return NONE;
	const given = dateFormat ? givenFormat(texts, dateFormat) : null;
	if (given) return given;
	if (!BEGINNING.test(first)) return NONE;
	const time = fittingFormats(TIME_FORMATS, texts)[0];
	if (time) return { type: { kind: 'TIME', format: time }, what: 'times of day' };
	const date = dateFinding('DATE', fittingFormats(DATE_FORMATS, texts), texts);
	if (date !== NONE) return date;
	const timestamp = dateFinding('TIMESTAMP', fittingFormats(TIMESTAMP_FORMATS, texts), texts);
	if (timestamp !== NONE) return timestamp;
	return zonedFinding(texts);
}

function givenFormat(texts: readonly string[], dateFormat: string): Finding | null {
	const format = fittingFormats(paddingVariants(dateFormat), texts)[0];
	if (!format) return null;
	const kind = formatFields(format)?.time ? 'TIMESTAMP' : 'DATE';
	return { type: { kind, format }, what: `written as ${format}, the format you gave` };
}

function dateFinding(
	kind: 'DATE' | 'TIMESTAMP',
	fitting: readonly string[],
	texts: readonly string[]
): Finding {
	const format = fitting[0];
	if (format === undefined) return NONE;
	if (fitting.some((other) => dateOrder(other) !== dateOrder(format))) {
		const example = exampleText(texts[0] ?? '');
		return {
			type: null,
			obstacle: `day and month can't be told apart (e.g. ${example}): set the date format`
		};
	}
	const noun = kind === 'DATE' ? 'dates' : 'timestamps';
	return { type: { kind, format }, what: `${noun} written as ${describeFormat(format)}` };
}

function zonedFinding(texts: readonly string[]): Finding {
	const parts = texts.map(splitZone);
	const zone = parts[0]?.zone ?? '';
	if (zone === '' || zone === '%z') return NONE;
	const locals = parts.map((part) => part.local);
	if (!parts.every((part) => part.zone === zone)) {
		const zoned =
			parts.every((part) => part.zone !== '') && locals.every((local) => /^\d{4}-\d\d-\d\d[T ]/.test(local));
		return zoned
			? { type: null, obstacle: 'offsets differ and would be lost: choose TIMESTAMPTZ to keep the instants' }
			: NONE;
	}
	const local = fittingFormats(ZONED_LOCAL_FORMATS, locals)[0];
	if (!local) return NONE;
	const type: ColumnType = { kind: 'TIMESTAMPTZ', format: `${local}${zone}` };
	return { type, what: `instants with the offset ${zone.trim()}` };
}
