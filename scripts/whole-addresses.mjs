// DuckDB's own part of its script takes addresses of the engine's memory for signed numbers: above 2 GB they are negative
// then, and what the page tells about an opened file is written nowhere. The engine takes the file for an empty one
// ("exists, but it is not a valid DuckDB database file"). Emscripten's part does it right, with `>>>`.

/** An address as an index into a view of 8-byte floats or 4-byte integers. */
const SIGNED_INDEX = /\b(HEAPF64|HEAP32)\[\((\w+)>>([23])\)/g;

/**
 * @param {string} script DuckDB's, minified
 * @returns {string} the same with whole addresses
 * @throws Error where there are none: another release, to be looked at
 */
export function withWholeAddresses(script) {
	const changed = script.replace(SIGNED_INDEX, '$1[($2>>>$3)');
	if (changed === script)
		throw new Error('DuckDB writes addresses in another way now: see whole-addresses.mjs');
	return changed;
}
