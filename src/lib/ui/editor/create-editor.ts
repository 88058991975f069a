import {
	acceptCompletion,
	autocompletion,
	closeBrackets,
	closeBracketsKeymap,
	closeCompletion,
	completionStatus
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import {
	drawSelection,
	EditorView,
	highlightActiveLine,
	highlightActiveLineGutter,
	keymap,
	lineNumbers,
	placeholder
} from '@codemirror/view';
import { duckDbDialect } from './duckdb-dialect';
import { editorTheme } from './editor-theme';
import { runningMark, setRunning } from './running-mark';
import type { ScriptStatement } from '$lib/state/query-run.svelte';
import { allStatements, statementsToRun } from './script-statements';
import { completeSql } from './sql-completion';
import type { EditorTable } from './sql-suggestions';

export interface EditorOptions {
	text: string;
	/** Names the editor to those who do not see it. */
	label: string;
	hint: string;
	tables: () => readonly EditorTable[];
	onchange: (text: string) => void;
	/** Ctrl/⌘ Enter runs the selection or the statement at the cursor, with Shift everything. */
	onrun: (statements: ScriptStatement[], script: string) => void;
	/** Escape, where there was nothing to close: Tab goes on from the editor by itself. */
	onleave: () => void;
}

/** An SQL editor in `parent`. */
export class SqlEditorView {
	readonly #view: EditorView;
	readonly #options: EditorOptions;

	constructor(parent: HTMLElement, options: EditorOptions) {
		this.#options = options;
		this.#view = new EditorView({
			parent,
			state: EditorState.create({ doc: options.text, extensions: extensions(options, this) })
		});
	}

	get text(): string {
		return this.#view.state.doc.toString();
	}

	focus(): void {
		this.#view.focus();
	}

	runAtCursor(): boolean {
		closeCompletion(this.#view);
		const { from, to } = this.#view.state.selection.main;
		this.#options.onrun(statementsToRun(this.text, { from, to }), this.text);
		return true;
	}

	runAll(): boolean {
		closeCompletion(this.#view);
		this.#options.onrun(allStatements(this.text), this.text);
		return true;
	}

	/** Puts a statement behind what there is, selected. */
	append(statement: string): void {
		const { length } = this.#view.state.doc;
		const gap = this.text.trim() === '' ? '' : this.text.endsWith('\n') ? '\n' : '\n\n';
		const insert = `${gap}${statement}`;
		this.#view.dispatch({
			changes: { from: length, insert },
			selection: { anchor: length + gap.length, head: length + insert.length },
			scrollIntoView: true
		});
		this.focus();
	}

	/** Marks the word at `offset`, or takes the mark away. */
	showProblem(problem: { offset: number; message: string } | null): void {
		const { state } = this.#view;
		if (!problem) {
			this.#view.dispatch(setDiagnostics(state, []));
			return;
		}
		const from = Math.min(Math.max(problem.offset, 0), state.doc.length);
		const word = state.wordAt(from);
		const to = Math.min(Math.max(word?.to ?? 0, from + 1), state.doc.length);
		const start = to > from ? from : Math.max(0, from - 1);
		this.#view.dispatch(
			setDiagnostics(state, [{ from: start, to, severity: 'error', message: problem.message }]),
			{ effects: EditorView.scrollIntoView(start) }
		);
	}

	showRunning(range: { start: number; end: number } | null): void {
		this.#view.dispatch({ effects: setRunning.of(range) });
	}

	destroy(): void {
		this.#view.destroy();
	}
}

function extensions(options: EditorOptions, editor: SqlEditorView): Extension[] {
	const own = keymap.of([
		{ key: 'Mod-Enter', run: () => editor.runAtCursor() },
		{ key: 'Mod-Shift-Enter', run: () => editor.runAll() },
		// Swallowed while the list is open, also in the moment in which it takes no keys yet.
		{ key: 'Tab', run: (view) => acceptCompletion(view) || completionStatus(view.state) === 'active' }
	]);
	const leave = keymap.of([
		{
			key: 'Escape',
			run(view) {
				view.contentDOM.blur();
				options.onleave();
				return true;
			}
		}
	]);
	return [
		Prec.high(own),
		lineNumbers(),
		highlightActiveLineGutter(),
		highlightActiveLine(),
		history(),
		drawSelection(),
		bracketMatching(),
		closeBrackets(),
		highlightSelectionMatches(),
		indentUnit.of('  '),
		EditorView.lineWrapping,
		placeholder(options.hint),
		sql({ dialect: duckDbDialect }),
		autocompletion({ override: [completeSql(options.tables)], icons: true, maxRenderedOptions: 60 }),
		runningMark(),
		editorTheme,
		keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
		Prec.low(leave),
		EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false' }),
		EditorView.updateListener.of((update) => {
			if (update.docChanged) options.onchange(update.state.doc.toString());
		})
	];
}
