export const DAY_MS = 86_400_000;
/** Days from the day of serial 0 to 1970-01-01. */
const EPOCH_1904 = 24_107;
const EPOCH_1900 = 25_569;
/** Excel's 1900 has a 29 February, which never was: serial 60. Serials before it are one day off. */
const LEAP_DAY = 60;
/** 9999-12-31. */
const LAST_DAY = 2_932_896;
/** 0001-01-01. */
const FIRST_DAY = -719_162;

/**
 * Milliseconds from 1970-01-01 of a serial number (days, with the time of day as the fraction) in the 1900 or 1904
 * date system, rounded to whole milliseconds: no workbook program shows more (SPEC XLS-7). Serial 60 of the 1900
 * system, a day that never was, is 1 March.
 */
export function serialToMs(serial: number, date1904: boolean): number {
	const day = Math.floor(serial);
	const timeMs = Math.round((serial - day) * DAY_MS);
	return serialDay(day, date1904) * DAY_MS + timeMs;
}

/** Days from 1970-01-01 of a whole serial number. */
export function serialDay(serial: number, date1904: boolean): number {
	if (date1904) return serial - EPOCH_1904;
	return serial <= LEAP_DAY ? serial - EPOCH_1900 + 1 : serial - EPOCH_1900;
}

/** Whether a serial is a date from 0001-01-01 to 9999-12-31. */
export function isDateSerial(serial: number, date1904: boolean, negativeDates: boolean): boolean {
	if (serial < 0 && !negativeDates) return false;
	const day = serialDay(Math.floor(serial), date1904);
	return day >= FIRST_DAY && day <= LAST_DAY;
}

/** Whether a serial is the day that the 1900 system has too many. */
export function isLeapDayBug(serial: number, date1904: boolean): boolean {
	return !date1904 && Math.floor(serial) === LEAP_DAY;
}

/** The serial number of an ISO 8601 date or time stamp (read as UTC); NaN where it is none. */
export function isoToSerial(iso: string, date1904: boolean): number {
	const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?Z?$/.exec(iso.trim());
	if (!match) return NaN;
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0'] = match;
	const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
	const time = (Number(hour) * 60 + Number(minute)) * 60 + Number(second) + Number(`0.${fraction}`);
	const days = date / DAY_MS;
	const whole = date1904 ? days + EPOCH_1904 : days + EPOCH_1900 - (days + EPOCH_1900 <= LEAP_DAY ? 1 : 0);
	return whole + time / 86_400;
}
