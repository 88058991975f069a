const FOCUSABLE =
	'[tabindex="0"], button:not([tabindex="-1"]), input, select, textarea, a[href], [role="grid"], [contenteditable="true"]';

/** Whether an element can take the focus now: it is there, seen and enabled. */
export function isFocusable(element: Element): element is HTMLElement {
	return (
		element instanceof HTMLElement &&
		element.isConnected &&
		element.checkVisibility({ visibilityProperty: true }) &&
		!element.matches(':disabled')
	);
}

/** The first element in `root` that takes the focus, in the order of the page. */
export function firstFocusable(root: Element): HTMLElement | null {
	return [...root.querySelectorAll(FOCUSABLE)].find(isFocusable) ?? null;
}
