import { AppError } from '$lib/domain/errors';
import { Evidence } from './evidence';
import type { Lead } from './lead';
import { TAG } from './tags';
import type { TemporalValues } from './temporal-values';

/** Distinct keys of one nested object up to which it is a STRUCT (SPEC JSN-7). */
export const MAX_FIELDS = 1000;
/** Columns of a table. */
export const MAX_COLUMNS = 10_000;
/** Levels of nesting up to which a column has a nested type (SPEC JSN-7). */
export const MAX_TYPED_DEPTH = 20;

export interface Field {
	key: string;
	/** As it stands between quotes; null where it has to be escaped there. */
	bytes: Uint8Array | null;
	column: Column;
	/** What last stood before its value: behind another member, and at the object's beginning. */
	lead: Lead | null;
	opening: Lead | null;
	/** How often one of these was noted. */
	leads: number;
}

const FIRST_SLOTS = 64;
const encoder = new TextEncoder();

/**
 * The values at one path of the records, in slots: one a record, one a parent object, or one a list item. It grows,
 * and is used again for the next batch. What was never written is missing.
 */
export class Column {
	/** Objects and arrays are kept as JSON text. */
	asText = false;
	/** What all batches so far say about the type. */
	readonly evidence = new Evidence();
	length = 0;
	tags = new Uint8Array(FIRST_SLOTS);
	mantissas: Float64Array<ArrayBuffer> | null = null;
	scales: Uint8Array<ArrayBuffer> | null = null;
	/** `offsets[slot]` to `offsets[slot + 1]` in `text`; filled up to `textSlots`. */
	offsets: Int32Array<ArrayBuffer> | null = null;
	text = new Uint8Array(0);
	/** Of the same bytes as `text`. */
	textView = new DataView(this.text.buffer);
	textBytes = 0;
	textSlots = 0;
	/** Values of the dates or timestamps that all strings in the slots are, where that was found out. */
	temporals: TemporalValues | null = null;
	readonly fields: Field[] = [];
	readonly fieldAt = new Map<string, number>();
	item: Column | null = null;
	/** Ends of the lists in `item`, filled up to `listSlots`. */
	itemEnds: Int32Array<ArrayBuffer> | null = null;
	listSlots = 0;

	/**
	 * @param path for people: `user.tags[]`
	 * @param depth 0 for the records themselves, 1 for their columns
	 * @param top the column of the table that this is a part of, or null for such a column itself and for the records
	 */
	constructor(
		readonly path: string,
		readonly depth: number,
		readonly top: Column | null
	) {}

	put(slot: number, tag: number): void {
		if (slot >= this.tags.length) this.#grow(slot);
		this.tags[slot] = tag;
		this.length = slot + 1;
	}

	putNumber(slot: number, mantissa: number, scale: number): void {
		if (slot >= this.tags.length) this.#grow(slot);
		this.tags[slot] = TAG.number;
		this.mantissas ??= new Float64Array(this.tags.length);
		this.scales ??= new Uint8Array(this.tags.length);
		this.mantissas[slot] = mantissa;
		this.scales[slot] = scale;
		this.length = slot + 1;
	}

	/** Room for more text behind `textBytes`. */
	growText(needed: number): void {
		const grown = new Uint8Array(Math.max(needed, this.text.length * 2, 1024));
		grown.set(this.text.subarray(0, this.textBytes));
		this.text = grown;
		this.textView = new DataView(grown.buffer);
	}

	/** Ends a text that was written to `text` from `textBytes` to `end`. */
	putText(slot: number, tag: number, end: number): void {
		if (slot >= this.tags.length) this.#grow(slot);
		this.offsets ??= new Int32Array(this.tags.length + 1);
		const { offsets, textBytes } = this;
		for (let i = this.textSlots; i < slot; i++) offsets[i + 1] = textBytes;
		offsets[slot + 1] = end;
		this.textBytes = end;
		this.textSlots = slot + 1;
		this.tags[slot] = tag;
		this.length = slot + 1;
	}

	/** Ends the list that was written to `item`. */
	putList(slot: number): void {
		if (slot >= this.tags.length) this.#grow(slot);
		this.itemEnds ??= new Int32Array(this.tags.length);
		const before = this.listSlots === 0 ? 0 : (this.itemEnds[this.listSlots - 1] as number);
		for (let i = this.listSlots; i < slot; i++) this.itemEnds[i] = before;
		this.itemEnds[slot] = this.item?.length ?? 0;
		this.listSlots = slot + 1;
		this.tags[slot] = TAG.array;
		this.length = slot + 1;
	}

	/** Where the list begins that is written to `slot` next. */
	get listStart(): number {
		return this.listSlots === 0 ? 0 : ((this.itemEnds as Int32Array)[this.listSlots - 1] as number);
	}

	/** @throws AppError `import/too-many-columns` */
	addField(key: string): number {
		if (this.depth === 0 && this.fields.length >= MAX_COLUMNS) {
			const message = `The records have more than ${MAX_COLUMNS.toLocaleString('en-US')} different keys.`;
			throw new AppError('import/too-many-columns', message, { columns: this.fields.length + 1 });
		}
		const path = this.depth === 0 ? key : `${this.path}.${key}`;
		const plain = JSON.stringify(key) === `"${key}"`;
		const column = new Column(path, this.depth + 1, this.depth === 0 ? null : (this.top ?? this));
		this.fieldAt.set(key, this.fields.length);
		const bytes = plain ? encoder.encode(key) : null;
		return this.fields.push({ key, bytes, column, lead: null, opening: null, leads: 0 }) - 1;
	}

	itemColumn(): Column {
		this.item ??= new Column(`${this.path}[]`, this.depth + 1, this.top ?? this);
		return this.item;
	}

	/** Forgets all slots from `length` on. */
	truncate(length: number): void {
		if (this.length <= length) return;
		this.tags.fill(0, length, this.length);
		this.temporals = null;
		this.length = length;
		if (this.textSlots > length) {
			this.textSlots = length;
			this.textBytes = this.offsets?.[length] ?? 0;
		}
		if (this.listSlots > length) {
			this.listSlots = length;
			this.item?.truncate(length === 0 ? 0 : ((this.itemEnds as Int32Array)[length - 1] as number));
		}
		for (const { column } of this.fields) column.truncate(length);
	}

	/** Makes all slots up to `length` readable; what was not written is missing. */
	fill(length: number): void {
		if (length > this.tags.length) this.#grow(length - 1);
		if (this.offsets) {
			for (let i = this.textSlots; i < length; i++) this.offsets[i + 1] = this.textBytes;
			this.textSlots = Math.max(this.textSlots, length);
		}
		if (this.itemEnds) {
			const end = this.listStart;
			for (let i = this.listSlots; i < length; i++) this.itemEnds[i] = end;
			this.listSlots = Math.max(this.listSlots, length);
			this.item?.truncate(end);
			this.item?.fill(end);
		}
		this.length = Math.max(this.length, length);
		for (const { column } of this.fields) column.fill(length);
	}

	#grow(slot: number): void {
		const capacity = Math.max(slot + 1, this.tags.length * 2);
		const tags = new Uint8Array(capacity);
		tags.set(this.tags);
		this.tags = tags;
		if (this.mantissas) {
			const mantissas = new Float64Array(capacity);
			mantissas.set(this.mantissas);
			this.mantissas = mantissas;
		}
		if (this.scales) {
			const scales = new Uint8Array(capacity);
			scales.set(this.scales);
			this.scales = scales;
		}
		if (this.offsets) {
			const offsets = new Int32Array(capacity + 1);
			offsets.set(this.offsets);
			this.offsets = offsets;
		}
		if (this.itemEnds) {
			const itemEnds = new Int32Array(capacity);
			itemEnds.set(this.itemEnds);
			this.itemEnds = itemEnds;
		}
	}
}
