const encoder = new TextEncoder();

/** Bytes written one after the other into an array that grows and is used again. */
export class ByteBuffer {
	bytes: Uint8Array<ArrayBuffer>;
	length = 0;

	constructor(capacity = 2 ** 16) {
		this.bytes = new Uint8Array(capacity);
	}

	/** Makes room for `count` more bytes. */
	reserve(count: number): void {
		const needed = this.length + count;
		if (needed <= this.bytes.length) return;
		const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
		grown.set(this.bytes.subarray(0, this.length));
		this.bytes = grown;
	}

	byte(value: number): void {
		this.reserve(1);
		this.bytes[this.length++] = value;
	}

	/** Text of characters below U+0080 only. */
	ascii(text: string): void {
		this.reserve(text.length);
		for (let index = 0; index < text.length; index++) this.bytes[this.length++] = text.charCodeAt(index);
	}

	text(text: string): void {
		this.reserve(text.length * 3);
		this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
	}

	copy(bytes: Uint8Array): void {
		this.reserve(bytes.length);
		this.bytes.set(bytes, this.length);
		this.length += bytes.length;
	}

	/** What was written; valid until the next byte is. */
	view(): Uint8Array<ArrayBuffer> {
		return this.bytes.subarray(0, this.length);
	}

	clear(): void {
		this.length = 0;
	}
}
