import { firstFocusable, isFocusable } from './focusable';

/** Where the focus was, and what stood around it. */
interface Place {
	element: Element;
	/** Its ancestors, innermost first. */
	around: Element[];
}

const PASSING = '[role="dialog"], [role="alertdialog"], [role="menu"]';

/**
 * Finds a place for the focus where what had it is gone: a tab that was closed, a row that was deleted, a dialog whose
 * opener is not there any more. Left alone the browser would put it nowhere, and the keyboard would start from the top.
 */
export class FocusKeeper {
	#last: Place | null = null;
	/** The last one that was in no dialog and no menu. */
	#lasting: Place | null = null;
	readonly #content: () => HTMLElement | null;
	readonly #observer = new MutationObserver(() => this.#check());
	#frame = 0;

	/** @param content where the focus goes if all that stood around it is gone, too */
	constructor(content: () => HTMLElement | null) {
		this.#content = content;
	}

	/** Begins to watch. @returns what ends it */
	watch(): () => void {
		const moved = (event: FocusEvent) => this.#moved(event.target);
		// also fires where the element was hidden or disabled
		const left = () => this.#check();
		addEventListener('focusin', moved);
		addEventListener('focusout', left);
		return () => {
			removeEventListener('focusin', moved);
			removeEventListener('focusout', left);
			cancelAnimationFrame(this.#frame);
			this.#observer.disconnect();
		};
	}

	#moved(target: EventTarget | null): void {
		if (!(target instanceof Element)) return;
		const around: Element[] = [];
		for (let one = target.parentElement; one; one = one.parentElement) around.push(one);
		this.#last = { element: target, around };
		if (!target.closest(PASSING)) this.#lasting = this.#last;
		this.#observer.disconnect();
		// what is taken away is a child of one of these: grids that make rows are not watched
		for (const one of around) this.#observer.observe(one, { childList: true });
	}

	/** Looks after the next frame: until then a dialog gives the focus back by itself, and new content may take it. */
	#check(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = requestAnimationFrame(() => {
			if (document.activeElement !== document.body || !this.#last || isFocusable(this.#last.element)) return;
			const target =
				this.#near(this.#last) ?? (this.#lasting && this.#near(this.#lasting)) ?? this.#landing();
			target?.focus({ preventScroll: true });
		});
	}

	/** What had the focus, or else the first in what is left around it; null where that would be the whole page. */
	#near({ element, around }: Place): HTMLElement | null {
		if (isFocusable(element)) return element;
		const content = this.#content();
		for (const one of around) {
			if (!one.isConnected) continue;
			if (one.contains(content)) return null;
			const first = firstFocusable(one);
			if (first) return first;
		}
		return null;
	}

	/** The editor of a query, and of other tabs the whole. */
	#landing(): HTMLElement | null {
		const content = this.#content();
		return content?.querySelector<HTMLElement>('.cm-content') ?? content;
	}
}
