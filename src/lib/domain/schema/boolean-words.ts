/** Spellings of truth that make a column BOOLEAN by themselves (SPEC TYP-3): one pair over the whole column. */
export const BOOLEAN_PAIRS: readonly (readonly [string, string])[] = [
	['true', 'false'],
	['TRUE', 'FALSE'],
	['True', 'False']
];

/** Lower-case words accepted, in any mixture and casing, where the user fixed BOOLEAN (SPEC TYP-9). */
export const TRUE_WORDS: readonly string[] = [
	...['true', 't', 'yes', 'y', 'on', '1'],
	...['ja', 'j', 'oui', 'vrai', 'wahr', 'verdadero', 'sí', 'si', 'sim', 'vero', 'да']
];

export const FALSE_WORDS: readonly string[] = [
	...['false', 'f', 'no', 'n', 'off', '0'],
	...['nein', 'non', 'faux', 'falsch', 'falso', 'não', 'nao', 'нет']
];
