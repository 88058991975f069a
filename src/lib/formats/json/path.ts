import { AppError } from '$lib/domain/errors';

/** Keys on the way from the whole value to the container of the records. */
export type JsonPath = readonly string[];

/** Where the records are: the elements of an array, or the members of an object. */
export interface RecordsPath {
	keys: JsonPath;
	/** `$.a.*`: each member of the object is a record. */
	members: boolean;
}

/**
 * Reads `$`, `$.data.items`, `$["odd key"].items`; `[*]` at the end means nothing, `.*` means the members of an object.
 * @throws AppError `import/option`
 */
export function parsePath(text: string): RecordsPath {
	const steps = /^\$?((?:\.?[^.[\]"*]+|\["(?:[^"\\]|\\.)*"\]|\.[^.[\]"*]+)*)(\[\*\]|\.\*)?$/.exec(
		text.trim()
	);
	if (!steps) throw badPath(text);
	const keys: string[] = [];
	for (const [step] of (steps[1] ?? '').matchAll(/\["(?:[^"\\]|\\.)*"\]|[^.[\]"]+/g)) {
		keys.push(step.startsWith('["') ? unquote(step.slice(1, -1), text) : step);
	}
	return { keys, members: steps[2] === '.*' };
}

export function formatPath({ keys, members }: RecordsPath): string {
	const steps = keys.map((key) =>
		/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
	);
	return `$${steps.join('')}${members ? '.*' : ''}`;
}

/** Whether `key` is what `path` goes on with after `matched` keys. */
export function isKeyPrefix(path: JsonPath, matched: number, key: string | null): boolean {
	return key !== null && matched < path.length && path[matched] === key;
}

/** The key between quotes. */
export function decodeKey(bytes: Uint8Array): string {
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	try {
		return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
	} catch {
		return text;
	}
}

function unquote(quoted: string, path: string): string {
	try {
		return String(JSON.parse(quoted));
	} catch {
		throw badPath(path);
	}
}

function badPath(path: string): AppError {
	const message = `“${path}” is no path: write it as $.data.items or $["odd key"].items.`;
	return new AppError('import/option', message, { option: 'path', value: path });
}
