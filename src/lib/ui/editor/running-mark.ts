import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

/** Marks the lines of the statement that is running, or none. */
export const setRunning = StateEffect.define<{ start: number; end: number } | null>();

const line = Decoration.line({ class: 'cm-running' });

const runningField = StateField.define<DecorationSet>({
	create: () => Decoration.none,
	update(marks, transaction) {
		let next = marks.map(transaction.changes);
		for (const effect of transaction.effects) {
			if (!effect.is(setRunning)) continue;
			next = Decoration.none;
			if (!effect.value) continue;
			const { doc } = transaction.state;
			const first = doc.lineAt(Math.min(effect.value.start, doc.length)).number;
			const last = doc.lineAt(Math.min(effect.value.end, doc.length)).number;
			const lines = Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index));
			next = Decoration.set(lines.map(({ from }) => line.range(from)));
		}
		return next;
	},
	provide: (field) => EditorView.decorations.from(field)
});

export function runningMark(): Extension {
	return runningField;
}
