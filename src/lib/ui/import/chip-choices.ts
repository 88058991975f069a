import type { DelimitedDialect } from '$lib/formats/delimited/options';
import type { FormatSetting, SettingKey } from '$lib/formats/format';
import type { ImportOptions } from '$lib/protocol/import-api';
import { texts } from '../texts';
import { delimiterWord, escapeWord, quoteWord } from './dialect-words';

/** One way an option can be set; `patch` is what changes. */
export interface ChipChoice {
	label: string;
	patch: Partial<ImportOptions>;
}

/** An option of the dialect as a chip: what holds now, and what can be chosen instead. */
export interface ChipModel {
	key:
		| Exclude<keyof DelimitedDialect | 'decimalComma', 'bom' | 'newline' | 'numbers' | 'spaceAroundQuotes'>
		| SettingKey;
	label: string;
	/** What holds now. */
	value: string;
	choices: ChipChoice[];
	/** Free text, where the choices do not have it; null: there is no such field. */
	custom: { hint: string; value: string; patch: (text: string) => Partial<ImportOptions> | null } | null;
	/** Why it was detected so, where the model itself knows. */
	why?: string | null;
}

/** A setting of a format other than delimited text. */
export function settingChip({ key, value, choices, custom, why }: FormatSetting): ChipModel {
	return {
		key,
		label: texts.import.setting[key].label,
		value: texts.import.settingValue(key, value),
		choices: choices.map((choice) => ({
			label: texts.import.settingValue(key, choice),
			patch: { [key]: choice }
		})),
		custom: custom && {
			hint: texts.import.setting[key].hint,
			value: value === null ? '' : String(value),
			patch: (text) => settingPatch(key, custom, text)
		},
		why
	};
}

function settingPatch(key: SettingKey, kind: 'text' | 'number', text: string): Partial<ImportOptions> | null {
	if (kind === 'text') return { [key]: text === '' ? undefined : text };
	const number = Number(text);
	return text.trim() !== '' && Number.isInteger(number) && number >= 0 ? { [key]: number } : null;
}

const ENCODINGS = [
	'utf-8',
	'utf-16le',
	'utf-16be',
	'windows-1252',
	'windows-1250',
	'windows-1251',
	'iso-8859-2',
	'iso-8859-15',
	'macintosh',
	'koi8-r',
	'shift_jis',
	'euc-jp',
	'gb18030',
	'big5',
	'euc-kr'
];

const DATE_FORMATS = ['%Y-%m-%d', '%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%d-%m-%Y', '%Y/%m/%d', '%Y%m%d'];

const { chip, value: words, customHint } = texts.import;

/** Every chip of the dialect, in the order in which they are shown; `nullTokens` has an editor of its own. */
export function chipModels(dialect: DelimitedDialect): ChipModel[] {
	const { encoding, delimiter, quote, escape, header, comment, skipLines, numbers, dateFormat, trim } =
		dialect;
	return [
		{
			key: 'encoding',
			label: chip.encoding,
			value: encoding,
			choices: ENCODINGS.map((label) => ({ label, patch: { encoding: label } })),
			custom: { hint: words.other, value: encoding, patch: encodingPatch }
		},
		{
			key: 'delimiter',
			label: chip.delimiter,
			value: delimiterWord(delimiter),
			choices: [',', ';', '\t', '|'].map((text) => ({
				label: delimiterWord(text),
				patch: { delimiter: text }
			})),
			custom: {
				hint: customHint.delimiter,
				value: delimiter === '\t' ? '' : delimiter,
				patch: (text) => (text === '' ? null : { delimiter: text })
			}
		},
		{
			key: 'quote',
			label: chip.quote,
			value: quoteWord(quote),
			choices: ['"', "'", null].map((text) => ({
				label: quoteWord(text),
				patch: { quote: text, escape: undefined }
			})),
			custom: null
		},
		{
			key: 'escape',
			label: chip.escape,
			value: escapeWord(escape, quote),
			choices: (quote === null ? [null] : [quote, '\\', null]).map((text) => ({
				label: escapeWord(text, quote),
				patch: { escape: text }
			})),
			custom: null
		},
		{
			key: 'header',
			label: chip.header,
			value: header ? words.headerYes : words.headerNo,
			choices: [
				{ label: words.headerYes, patch: { header: true } },
				{ label: words.headerNo, patch: { header: false } }
			],
			custom: null
		},
		{
			key: 'comment',
			label: chip.comment,
			value: comment ?? words.none,
			choices: [
				{ label: words.none, patch: { comment: null } },
				{ label: words.hash, patch: { comment: '#' } },
				{ label: words.slashes, patch: { comment: '//' } },
				{ label: words.dashes, patch: { comment: '--' } }
			],
			custom: {
				hint: customHint.comment,
				value: comment ?? '',
				patch: (text) => ({ comment: text === '' ? null : text })
			}
		},
		{
			key: 'skipLines',
			label: chip.skipLines,
			value: words.lines(skipLines),
			choices: [0, 1, 2, 3, 4, 5].map((count) => ({
				label: words.lines(count),
				patch: { skipLines: count }
			})),
			custom: { hint: customHint.skipLines, value: String(skipLines), patch: skipLinesPatch }
		},
		{
			key: 'decimalComma',
			label: chip.decimalComma,
			value: numbers.decimalSeparator === ',' ? words.decimalComma : words.point,
			choices: [
				{ label: words.point, patch: { decimalComma: false } },
				{ label: words.decimalComma, patch: { decimalComma: true } }
			],
			custom: null
		},
		{
			key: 'dateFormat',
			label: chip.dateFormat,
			value: dateFormat ?? words.byColumn,
			choices: DATE_FORMATS.map((format) => ({ label: format, patch: { dateFormat: format } })),
			custom: {
				hint: customHint.dateFormat,
				value: dateFormat ?? '',
				patch: (text) => ({ dateFormat: text === '' ? undefined : text })
			}
		},
		{
			key: 'trim',
			label: chip.trim,
			value: trim ? words.trimYes : words.trimNo,
			choices: [
				{ label: words.trimNo, patch: { trim: false } },
				{ label: words.trimYes, patch: { trim: true } }
			],
			custom: null
		}
	];
}

/** Any label that the platform can decode; null for others. */
function encodingPatch(text: string): Partial<ImportOptions> | null {
	try {
		return { encoding: new TextDecoder(text.trim()).encoding };
	} catch {
		return null;
	}
}

function skipLinesPatch(text: string): Partial<ImportOptions> | null {
	const count = Number(text);
	return Number.isInteger(count) && count >= 0 ? { skipLines: count } : null;
}
