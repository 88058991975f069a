/** JSON with sorted keys and without undefined members: equal options give equal text. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, member: unknown) => {
		if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
		return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
	});
}
