import type { ColumnData } from '$lib/domain/rows/arrow/ipc';
import { ticksAt } from '$lib/domain/rows/scalar';
import { dateText, timestampText, type TemporalStyle } from '$lib/domain/rows/temporal';
import type { ByteBuffer } from '../byte-buffer';
import type { Cell } from './cell';
import { writePadded } from './digits';

const DAY_SECONDS = 86_400;
const COLON = 58;

/** Timestamps that fit into 53 bits are written digit by digit; the date's text is kept for the next row. */
export function timestampCell(
	column: ColumnData,
	{ ticks, zone }: { ticks: bigint; zone: string | null },
	style: TemporalStyle
): Cell {
	const { values } = column;
	const perSecond = Number(ticks);
	const perDay = DAY_SECONDS * perSecond;
	const separator = style === 'iso' ? 84 : 32;
	const suffix = zone === null ? '' : style === 'iso' ? 'Z' : '+00';
	let knownDay = NaN;
	let knownDate = '';
	return (out, row) => {
		const high = values.getInt32(row * 8 + 4, true);
		if (high < -0x20_0000 || high >= 0x20_0000) {
			return out.ascii(timestampText(ticksAt(column, row), ticks, zone !== null, style));
		}
		const value = high * 2 ** 32 + values.getUint32(row * 8, true);
		const day = Math.floor(value / perDay);
		if (day !== knownDay) {
			knownDay = day;
			knownDate = dateText(day, style);
		}
		out.ascii(knownDate);
		out.byte(separator);
		writeClock(out, value - day * perDay, perSecond);
		out.ascii(suffix);
	};
}

function writeClock(out: ByteBuffer, ticks: number, perSecond: number): void {
	const seconds = Math.floor(ticks / perSecond);
	const minutes = Math.floor(seconds / 60);
	writePadded(out, Math.floor(minutes / 60), 2);
	out.byte(COLON);
	writePadded(out, minutes % 60, 2);
	out.byte(COLON);
	writePadded(out, seconds % 60, 2);
	const fraction = ticks - seconds * perSecond;
	if (fraction === 0) return;
	const digits = String(perSecond).length - 1;
	out.ascii(`.${String(fraction).padStart(digits, '0').replace(/0+$/, '')}`);
}
