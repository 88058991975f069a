/** What a slot of a column holds. Above `null` there is a value. */
export const TAG = {
	missing: 0,
	null: 1,
	false: 2,
	true: 3,
	/** A number of at most 15 digits without exponent: `mantissas[slot] / 10 ** scales[slot]`. */
	number: 4,
	/** Any other number: its text, as written. */
	literal: 5,
	string: 6,
	object: 7,
	array: 8,
	/** An object or array as JSON text, where the column is read as text. */
	json: 9
} as const;
