import type { ErrorCode, ErrorFacts } from '$lib/domain/errors';

/** What happened, in a sentence that names the file or record, and what to do about it. */
export interface ErrorText {
	what: string;
	todo: string;
}

/** A fact as text, or `fallback` where it is not known. */
function fact(facts: ErrorFacts, key: string, fallback: string): string {
	const value = facts[key];
	if (value === undefined || value === null || value === '') return fallback;
	return Array.isArray(value) ? value.join(', ') : String(value);
}

function fileOf(facts: ErrorFacts): string {
	const name = fact(facts, 'file', fact(facts, 'fileName', fact(facts, 'name', '')));
	return name ? `“${name}”` : 'The file';
}

const KNOWN_FORMATS =
	'CSV, TSV and other delimited text, JSON, Excel and OpenDocument, Parquet, Arrow and Feather, SQLite and DuckDB files can be imported, also as .gz and inside .zip.';

/** What a file is that is no text, where its first bytes tell. */
function binaryText(facts: ErrorFacts): ErrorText {
	const kind = fact(facts, 'kind', '');
	if (kind === '') {
		return {
			what: `${fileOf(facts)} is no text, and in no other format that Varve knows.`,
			todo: KNOWN_FORMATS
		};
	}
	return {
		what: `${fileOf(facts)} is ${kind}, which can't be imported as it is.`,
		todo: kind.endsWith('archive')
			? 'Unpack it yourself and import what is inside.'
			: 'Open it in the program that made it and export it as CSV or text.'
	};
}

/**
 * A sentence for every code; a code without one does not compile.
 * `message` is the failure's own sentence, which often has more detail than the code.
 */
export const errorTexts: Record<ErrorCode, (facts: ErrorFacts, message: string) => ErrorText> = {
	cancelled: () => ({ what: 'Cancelled.', todo: 'Nothing was kept. You can start again at any time.' }),
	internal: (_, message) => ({
		what: `Varve made a mistake: ${message}`,
		todo: 'Your stored data is not affected. Reload the page; if it happens again, report it with the details.'
	}),
	'file/empty': (facts) => ({
		what: `${fileOf(facts)} is empty.`,
		todo: 'Export or download it again; there is nothing in it to import.'
	}),
	'file/binary': binaryText,
	'file/changed': (facts) => ({
		what: `${fileOf(facts)} was changed while it was being read.`,
		todo: 'Nothing was kept. Wait until the program that writes it is done, then import it again.'
	}),
	'file/unreadable': (facts) => ({
		what: `${fileOf(facts)} could not be read; it may have been moved, deleted or locked.`,
		todo: 'Check that it is still there and that you may open it, then choose it again.'
	}),
	'file/unknown-format': (_, message) => ({
		what: message,
		todo: KNOWN_FORMATS
	}),
	'file/damaged': (facts, message) => ({
		what: `${fileOf(facts)} is damaged: ${message}`,
		todo:
			facts['remedy'] === 'onBroken'
				? 'Nothing was kept. Download or export it again; or go back to the preview and choose “Keep whole records” for “If it is broken”.'
				: 'Nothing was kept. Download or export it again.'
	}),
	'file/encrypted': (facts) => ({
		what: `${fileOf(facts)} is encrypted or protected by a password.`,
		todo: 'Open it in the program that made it and save it without a password.'
	}),
	'file/too-large': (_, message) => ({
		what: message,
		todo: 'Split it, or save it in a format that can be streamed, such as CSV or Parquet.'
	}),
	'file/unsupported': (_, message) => ({
		what: message,
		todo: 'Nothing was kept. Save it again in a form that can be read, or in another format such as Parquet or CSV.'
	}),
	'file/no-table': (_, message) => ({
		what: message,
		todo: 'Check that it is the file you mean: there is nothing in it to import.'
	}),
	'url/invalid': (_, message) => ({
		what: message,
		todo: 'Type the whole address of a file, such as https://example.org/data.csv.'
	}),
	'url/blocked': (_, message) => ({
		what: message,
		todo: 'Download the file with the browser, then drop it here.'
	}),
	'url/unreachable': (_, message) => ({
		what: message,
		todo: 'Check the address and the network, then try again.'
	}),
	'url/status': (facts, message) => ({
		what: message,
		todo:
			facts['status'] === 404 || facts['status'] === 410
				? 'There is no file at this address: check it.'
				: 'The file may need a login: open the address in the browser, download the file, and drop it here.'
	}),
	'archive/damaged': (_, message) => ({
		what: message,
		todo: 'Nothing was kept. Download it again, or have it packed or saved again.'
	}),
	'archive/ratio': (facts) => ({
		what: `${fileOf(facts)} would unpack to an absurd size; it is most likely a trap.`,
		todo: 'Nothing was unpacked. If you trust it, unpack it yourself and import what is inside.'
	}),
	'archive/several-members': (facts) => ({
		what: `The archive ${fileOf(facts)} has several files: ${fact(facts, 'members', 'several')}.`,
		todo: 'Choose which of them to import.'
	}),
	'archive/unsupported': (_, message) => ({
		what: message,
		todo: 'Unpack it yourself and import what is inside.'
	}),
	'import/option': (_, message) => ({
		what: `An option does not fit this file: ${message}`,
		todo: 'Change the option, or let it be detected again.'
	}),
	'import/count-mismatch': (facts, message) => ({
		what: `${fileOf(facts)} was not imported: the independent count of its records does not agree. ${message}`,
		todo: 'Nothing was kept. Check delimiter and quote; if they are right, report it with the details.'
	}),
	'import/too-many-columns': (facts) => ({
		what: `${fileOf(facts)} has ${fact(facts, 'columns', 'too many')} columns, more than Varve can store.`,
		todo: 'Check the delimiter; if it is right, split the file.'
	}),
	'import/unconfirmed': (facts, message) => ({
		what: message,
		todo: `Nothing was kept. Import the file from the page and answer the question, or give importFile a “confirm”; whether ${fact(facts, 'name', 'the source')} asks is switched in the import dialog, and in its menu under “Versions to keep”.`
	}),
	'storage/full': () => ({
		what: "The browser's storage is full; nothing was lost and nothing is half written.",
		todo: 'Delete versions you no longer need, or free space on the disk, then try again.'
	}),
	'storage/locked': () => ({
		what: 'Another tab of Varve is writing to this source.',
		todo: 'Wait until it is done, or close the other tab.'
	}),
	'storage/damaged': (facts, message) => ({
		what: `The stored data of “${fact(facts, 'source', fact(facts, 'name', 'this source'))}” is damaged: ${message}`,
		todo: 'Other sources are not affected. Delete the damaged version or source, and import the file again.'
	}),
	'storage/unavailable': (_, message) => ({
		what: `This browser gives Varve no place to store data: ${message}`,
		todo: 'Leave private browsing, or allow this site to store data, then reload.'
	}),
	'storage/unwritten': (_, message) => ({
		what: message,
		todo: 'Nothing was kept, and earlier versions are as they were. Try again; if it happens again, check the disk.'
	}),
	'source/unknown': (facts) => ({
		what: `The source ${fact(facts, 'source', fact(facts, 'name', ''))} is no longer there.`,
		todo: 'It may have been deleted in another tab.'
	}),
	'source/name-taken': (facts) => ({
		what: `There is already a source named “${fact(facts, 'name', '')}”.`,
		todo: 'Choose another name.'
	}),
	'version/unknown': (facts) => ({
		what: `Version ${fact(facts, 'version', '')} is no longer there.`,
		todo: 'It may have been deleted in another tab. Choose another version.'
	}),
	'quality/blocked': (_, message) => ({
		what: message,
		todo: 'Nothing was imported. Correct the file, change the rules in the Quality tab, or keep the version anyway.'
	}),
	'quality/bad-rules': (_, message) => ({
		what: `These rules can't be read: ${message}`,
		todo: 'Nothing was changed. Choose a file that was exported from the Quality tab.'
	}),
	'quality/bad-value': (_, message) => ({
		what: message,
		todo: 'Nothing was changed. Correct the value, or leave this record among the rejects.'
	}),
	'query/syntax': (_, message) => ({ what: message, todo: 'The place is marked in the editor.' }),
	'query/failed': (_, message) => ({ what: message, todo: 'Change the statement and run it again.' }),
	'query/not-allowed': (_, message) => ({
		what: message,
		todo: 'Versions never change. Use temporary tables or views for what you want to build on them.'
	}),
	'query/too-large': (_, message) => ({
		what: message,
		todo: 'Name only the columns that are needed, ask for fewer tables at once, or import the file: versions have no such limit.'
	}),
	'query/out-of-memory': () => ({
		what: 'The statement needed more memory than a browser tab may have.',
		todo: 'Ask for fewer rows or columns at once, or group earlier. The next statement works again.'
	}),
	'diff/column': (_, message) => ({
		what: message,
		todo: 'Choose a key of columns that both sides have; a column that was renamed can be joined with its new name first.'
	}),
	'export/option': (_, message) => ({ what: message, todo: 'Change this option and export again.' }),
	'export/limit': (_, message) => ({
		what: message,
		todo: 'Export fewer rows, or choose CSV or Parquet, which have no such limit.'
	}),
	'export/value': (_, message) => ({
		what: message,
		todo: 'Nothing was kept. Choose another format, or select that column as text: CAST(… AS VARCHAR).'
	}),
	'export/unwritable': (_, message) => ({
		what: `The file could not be written: ${message}`,
		todo: 'Check that the disk has room and that the file is not open in another program, then export again.'
	}),
	'engine/crashed': ({ worker }) =>
		worker === 'library'
			? {
					what: 'The part of Varve that keeps your data stopped unexpectedly.',
					todo: 'Reload the page to go on. Everything that was stored is safe; an import that was running was not kept.'
				}
			: {
					what: 'The engine stopped unexpectedly and was started anew.',
					todo: 'Your stored data is not affected. Try again.'
				},
	'engine/start': (_, message) => ({
		what: `The engine did not start: ${message}`,
		todo: 'Reload the page. The self-test shows what this browser lacks.'
	})
};
