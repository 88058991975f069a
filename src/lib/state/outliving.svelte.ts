/**
 * Makes an object of runes that outlives whoever asks for it first. Svelte ends a class's `$derived` with the component
 * in which the object was made: without this, what a tab shows would stand still once the tab had been left.
 */
export function outliving<T>(make: () => T): T {
	let made: { object: T } | null = null;
	$effect.root(() => {
		made = { object: make() };
	});
	return (made as unknown as { object: T }).object;
}
