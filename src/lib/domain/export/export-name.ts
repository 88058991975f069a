import { foldName } from '../sql/names';
import { exportFormats, type ExportFormatId } from './export-format';

/** What no file's name may hold on one system or another. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}]/gu;
const MAX_LENGTH = 100;

/** A file's name for what is exported, such as `orders v2.csv`; `title` without what file systems refuse. */
export function exportFileName(title: string, format: ExportFormatId): string {
	const stem = [...title.replace(FORBIDDEN, ' ').replace(/\s+/g, ' ')].slice(0, MAX_LENGTH).join('');
	const bare = stem.replace(/^[ .]+|[ .]+$/g, '');
	return `${bare === '' ? 'export' : bare}.${exportFormats[format].extension}`;
}

/** `fileName` with the extension of another format, unless the user gave it one of their own. */
export function withExtension(fileName: string, from: ExportFormatId, to: ExportFormatId): string {
	const ending = `.${exportFormats[from].extension}`;
	if (!fileName.toLowerCase().endsWith(ending)) return fileName;
	return `${fileName.slice(0, -ending.length)}.${exportFormats[to].extension}`;
}

/** Names told apart without regard to case, as most formats need them: `a`, `A` becomes `a`, `A_1`. */
export function distinctNames(names: readonly string[]): string[] {
	const taken = new Set(names.map(foldName));
	const seen = new Set<string>();
	return names.map((given, position) => {
		const name = given === '' ? `column${position + 1}` : given;
		let distinct = name;
		for (let number = 1; seen.has(foldName(distinct)); number++) {
			const candidate = `${name}_${number}`;
			if (!taken.has(foldName(candidate))) distinct = candidate;
		}
		seen.add(foldName(distinct));
		return distinct;
	});
}
