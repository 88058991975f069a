// DuckDB's wasm is linked so that extensions could be loaded into it: it exports each of its 75,000 functions and
// variables by name. Varve loads none, and starts several engines: without these names an engine starts in a fraction
// of the time, and the file is smaller. Nothing else of the module changes. Binary format: WebAssembly core
// specification 2.0, section 5.5.

const EXPORT_SECTION = 7;
/** Index spaces of exports: function, table, memory, global, tag. */
const KIND_BYTES = 1;

/**
 * @param {Buffer} wasm
 * @param {string} script the module's own JavaScript: what it names stays
 * @returns {Buffer} the module without the exports that nothing can ask for
 */
export function stripExports(wasm, script) {
	const wanted = wantedNames(wasm, script);
	const parts = [wasm.subarray(0, 8)];
	for (let at = 8; at < wasm.length;) {
		const start = at;
		const size = readLeb(wasm, at + 1);
		const end = size.next + size.value;
		parts.push(
			wasm[start] === EXPORT_SECTION ? exportSection(wasm, size.next, wanted) : wasm.subarray(start, end)
		);
		at = end;
	}
	return Buffer.concat(parts);
}

/** Names in the script, where functions have a `_` in front, and those the module looks up in its own table. */
function wantedNames(wasm, script) {
	const words = new Set(script.match(/[A-Za-z_$][\w$]*/g));
	const looked = WebAssembly.Module.imports(new WebAssembly.Module(wasm))
		.filter(({ module }) => module.startsWith('GOT.'))
		.map(({ name }) => name);
	const names = new Set(looked);
	return (name) => names.has(name) || words.has(name) || words.has(`_${name}`) || name.startsWith('dynCall_');
}

function exportSection(wasm, from, isWanted) {
	const count = readLeb(wasm, from);
	const kept = [];
	let at = count.next;
	for (let i = 0; i < count.value; i++) {
		const start = at;
		const length = readLeb(wasm, at);
		const name = wasm.toString('utf8', length.next, length.next + length.value);
		at = readLeb(wasm, length.next + length.value + KIND_BYTES).next;
		if (isWanted(name)) kept.push(wasm.subarray(start, at));
	}
	const body = Buffer.concat([writeLeb(kept.length), ...kept]);
	return Buffer.concat([Buffer.from([EXPORT_SECTION]), writeLeb(body.length), body]);
}

/** @returns {{ value: number, next: number }} an unsigned number in LEB128 at `at`, and the offset after it */
function readLeb(bytes, at) {
	let value = 0;
	for (let shift = 0; ; shift += 7) {
		const byte = bytes[at++];
		value += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) return { value, next: at };
	}
}

function writeLeb(value) {
	const bytes = [];
	do {
		const rest = Math.floor(value / 128);
		bytes.push((value % 128) | (rest > 0 ? 0x80 : 0));
		value = rest;
	} while (value > 0);
	return Buffer.from(bytes);
}
