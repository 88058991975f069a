import { formatCheck } from './time-format';

/** The format of a fixed TIMESTAMP that stands for every ISO spelling. */
export const PLAIN_TIMESTAMP = '%Y-%m-%d %H:%M:%S';

/** What is accepted beside the exact format where the user fixed a time type (SPEC TYP-9). */
export const LENIENT_ISO_TIME = '(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?';

const ISO_DATE = '[0-9]{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])';

/** ISO date, alone (midnight) or with a time after `T` or a space. */
export const LENIENT_ISO_TIMESTAMP = `${ISO_DATE}(?:[T ]${LENIENT_ISO_TIME})?`;

const ZONE_PATTERN = ' ?(?:Z|UTC|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)';

/** An instant needs its offset: a local time without one is no instant. */
export const LENIENT_ISO_ZONED = `(${ISO_DATE}[T ]${LENIENT_ISO_TIME})(${ZONE_PATTERN})`;

const timestamp = new RegExp(`^(?:${LENIENT_ISO_TIMESTAMP})$`);
const zoned = new RegExp(`^(?:${LENIENT_ISO_ZONED})$`);
const date = formatCheck('%Y-%m-%d', 'lenient');

/** Whether `text` is an ISO timestamp with a date that exists. */
export function lenientIsoTimestamp(text: string): boolean {
	return timestamp.test(text) && date(text.split(/[T ]/, 1)[0] ?? '');
}

/** Whether `text` is an ISO timestamp with an offset from UTC. */
export function lenientZone(text: string): boolean {
	return zoned.test(text) && date(text.split(/[T ]/, 1)[0] ?? '');
}
