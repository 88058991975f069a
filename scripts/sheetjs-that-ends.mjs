// SheetJS trusts lengths and counts in .xls and .xlsb files: a damaged one makes it read for ever, or fill the memory of
// the whole page, behind the end of the bytes. Each change is one place of the source, and what it becomes.
const CHANGES = [
	// the loop over a formula ends where the formula does, or where there is nothing more
	[
		'while(target != blob.l) {\n\t\tlength = target - blob.l;',
		'while(target > blob.l) {\n\t\tlength = target - blob.l;'
	],
	// whatever is counted or measured lies within the bytes, give or take what writers get wrong
	[
		'function ReadShift(size/*:number*/, t/*:?string*/)/*:number|string*/ {\n',
		`function ReadShift(size, t) {
	var isText = t !== undefined && t !== 'i' && t !== 'f', room = this.length + 65536;
	if (!(this.l <= room) || size > room || (isText && !(size >= 0))) throw new Error('A length in the file is wrong.');
`
	],
	['while((w=__readUInt8(this, this.l + size++))!==0)', 'while((w=__readUInt8(this, this.l + size++))>0)'],
	// texts that say their own length
	[
		'for(var i=s; i<e; i+=2) ss.push(String.fromCharCode(__readUInt16LE(b,i)))',
		'for(var i=s; i<e && i<b.length; i+=2) ss.push(String.fromCharCode(__readUInt16LE(b,i)))'
	],
	[
		'for(var i=s; i<e; i++) ss.push(String.fromCharCode(__readUInt8(b,i)))',
		'for(var i=s; i<e && i<b.length; i++) ss.push(String.fromCharCode(__readUInt8(b,i)))'
	],
	// author, title and the like: we show none
	['if(cfb.FullPaths) parse_xls_props(/*::((*/cfb/*:: :any):CFBContainer)*/, props, options);', '']
];

/** Vite plugin: SheetJS ends with what a file holds. */
export function sheetJsThatEnds() {
	return {
		name: 'varve-sheetjs-that-ends',
		transform: {
			filter: { id: /node_modules\/xlsx\/xlsx\.mjs/ },
			handler: (code) => ({ code: CHANGES.reduce(changed, code), map: null })
		}
	};
}

function changed(code, [from, to]) {
	const parts = code.split(from);
	if (parts.length !== 2) throw new Error(`SheetJS has changed: sheetjs-that-ends.mjs does not find ${from}`);
	return parts.join(to);
}
