import { lexemes } from './lexer';
import { quoteIdentifier } from './quote';

/** A type of DuckDB as a tree. */
export type SqlType =
	| { kind: 'scalar'; name: string }
	| { kind: 'decimal'; precision: number; scale: number }
	| { kind: 'enum'; text: string }
	| { kind: 'list'; element: SqlType }
	| { kind: 'array'; element: SqlType; size: number }
	| { kind: 'map'; key: SqlType; value: SqlType }
	| { kind: 'struct' | 'union'; fields: SqlField[] };

export interface SqlField {
	name: string;
	type: SqlType;
}

/** Reads a type as `DESCRIBE` writes it: `STRUCT(a DECIMAL(4,1), "b c" INTEGER[3])[]`. @throws SyntaxError */
export function parseSqlType(text: string): SqlType {
	const parser = new TypeParser(text);
	const type = parser.type();
	parser.end();
	return type;
}

/** The inverse of `parseSqlType`. */
export function sqlTypeText(type: SqlType): string {
	switch (type.kind) {
		case 'scalar':
			return type.name;
		case 'decimal':
			return `DECIMAL(${type.precision},${type.scale})`;
		case 'enum':
			return type.text;
		case 'list':
			return `${sqlTypeText(type.element)}[]`;
		case 'array':
			return `${sqlTypeText(type.element)}[${type.size}]`;
		case 'map':
			return `MAP(${sqlTypeText(type.key)}, ${sqlTypeText(type.value)})`;
		case 'struct':
		case 'union': {
			const fields = type.fields.map((field) => `${quoteIdentifier(field.name)} ${sqlTypeText(field.type)}`);
			return `${type.kind.toUpperCase()}(${fields.join(', ')})`;
		}
	}
}

class TypeParser {
	readonly #text: string;
	readonly #pieces: { text: string; start: number; end: number }[] = [];
	#at = 0;

	constructor(text: string) {
		this.#text = text;
		for (const { kind, start, end } of lexemes(text)) {
			if (kind !== 'space') this.#pieces.push({ text: text.slice(start, end), start, end });
		}
	}

	type(): SqlType {
		let type = this.#named();
		while (this.#accept('[')) {
			const size = this.#peek() === ']' ? null : this.#number();
			this.#expect(']');
			type = size === null ? { kind: 'list', element: type } : { kind: 'array', element: type, size };
		}
		return type;
	}

	end(): void {
		if (this.#at < this.#pieces.length) this.#fail();
	}

	#named(): SqlType {
		const name = this.#take();
		switch (name.toUpperCase()) {
			case 'DECIMAL':
				return this.#decimal();
			case 'ENUM':
				return { kind: 'enum', text: name + this.#parentheses() };
			case 'MAP':
				return this.#map();
			case 'STRUCT':
				return { kind: 'struct', fields: this.#fields() };
			case 'UNION':
				return { kind: 'union', fields: this.#fields() };
		}
		if (!/^["\p{L}_]/u.test(name)) this.#fail();
		const words = [name];
		while (/^[A-Za-z_]/.test(this.#peek())) words.push(this.#take());
		return { kind: 'scalar', name: words.join(' ') + (this.#peek() === '(' ? this.#parentheses() : '') };
	}

	#decimal(): SqlType {
		this.#expect('(');
		const precision = this.#number();
		this.#expect(',');
		const scale = this.#number();
		this.#expect(')');
		return { kind: 'decimal', precision, scale };
	}

	#map(): SqlType {
		this.#expect('(');
		const key = this.type();
		this.#expect(',');
		const value = this.type();
		this.#expect(')');
		return { kind: 'map', key, value };
	}

	#fields(): SqlField[] {
		const fields: SqlField[] = [];
		this.#expect('(');
		do {
			const name = this.#take();
			const isQuoted = name.startsWith('"');
			fields.push({ name: isQuoted ? name.slice(1, -1).replaceAll('""', '"') : name, type: this.type() });
		} while (this.#accept(','));
		this.#expect(')');
		return fields;
	}

	/** Text from `(` to its `)`, as written. */
	#parentheses(): string {
		const from = this.#pieces[this.#at]?.start ?? 0;
		this.#expect('(');
		while (this.#take() !== ')');
		return this.#text.slice(from, this.#pieces[this.#at - 1]?.end);
	}

	#number(): number {
		let digits = '';
		while (/^\d$/.test(this.#peek())) digits += this.#take();
		return digits === '' ? this.#fail() : Number(digits);
	}

	#peek(): string {
		return this.#pieces[this.#at]?.text ?? '';
	}

	#take(): string {
		if (this.#at >= this.#pieces.length) this.#fail();
		return this.#pieces[this.#at++]?.text ?? '';
	}

	#accept(piece: string): boolean {
		if (this.#peek() !== piece) return false;
		this.#at++;
		return true;
	}

	#expect(piece: string): void {
		if (!this.#accept(piece)) this.#fail();
	}

	#fail(): never {
		throw new SyntaxError(`not a type of DuckDB: ${this.#text}`);
	}
}
