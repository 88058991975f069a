import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
	'&': { height: '100%', backgroundColor: 'var(--paper)', color: 'var(--ink)', fontSize: 'var(--text-md)' },
	'&.cm-focused': { outline: 'none' },
	'.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
	'.cm-content': { padding: 'var(--space-2) 0', caretColor: 'var(--ink)' },
	'.cm-line': { padding: '0 var(--space-3) 0 var(--space-2)' },
	'.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--muted)', border: 'none' },
	'.cm-lineNumbers .cm-gutterElement': { minWidth: '32px', padding: '0 var(--space-1) 0 var(--space-2)' },
	'.cm-activeLine': { backgroundColor: 'transparent' },
	'&.cm-focused .cm-activeLine': { backgroundColor: 'var(--hover)' },
	'.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
	'.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
	'&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
		backgroundColor: 'var(--selection)'
	},
	'.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
		backgroundColor: 'var(--accent-wash)',
		outline: '1px solid var(--accent-line)'
	},
	'.cm-placeholder': { color: 'var(--muted)' },
	'.cm-running': { backgroundColor: 'var(--accent-wash)', boxShadow: 'inset 3px 0 var(--accent)' },
	'.cm-lintRange-error': {
		backgroundImage: 'none',
		textDecoration: 'underline wavy var(--bad) 1px',
		textUnderlineOffset: '3px',
		backgroundColor: 'var(--bad-wash)'
	},
	'.cm-lintPoint-error:after': { borderBottomColor: 'var(--bad)' },
	'.cm-tooltip': {
		border: '1px solid var(--line)',
		borderRadius: 'var(--radius)',
		backgroundColor: 'var(--paper)',
		color: 'var(--ink)',
		boxShadow: 'var(--shadow)'
	},
	'.cm-tooltip.cm-tooltip-autocomplete > ul': {
		maxHeight: '15em',
		fontFamily: 'var(--font-ui)',
		fontSize: 'var(--text-md)'
	},
	'.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px var(--space-2)' },
	'.cm-tooltip-autocomplete > ul > li[aria-selected]': {
		backgroundColor: 'var(--accent-wash)',
		color: 'var(--ink)'
	},
	'.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', fontSize: 'var(--text-xs)' },
	'.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 'var(--weight-strong)' },
	'.cm-completionIcon': { width: '1.2em', opacity: '1', color: 'var(--muted)' },
	'.cm-completionIcon-keyword:after': { content: "'·'" },
	'.cm-completionIcon-type:after': { content: "'T'" },
	'.cm-completionIcon-table:after': { content: "'▤'" },
	'.cm-completionIcon-column:after': { content: "'▥'" },
	'.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)', fontFamily: 'var(--font-ui)' },
	'.cm-panels': { backgroundColor: 'var(--wash)', color: 'var(--ink)' },
	'.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
	'.cm-textfield, .cm-button': {
		border: '1px solid var(--line-strong)',
		borderRadius: 'var(--radius-sm)',
		backgroundColor: 'var(--paper)',
		backgroundImage: 'none',
		color: 'var(--ink)',
		fontSize: 'var(--text-sm)'
	},
	'.cm-panel.cm-search': { padding: 'var(--space-1) var(--space-8) var(--space-1) var(--space-2)' },
	'.cm-panel.cm-search label': { fontSize: 'var(--text-sm)', whiteSpace: 'nowrap' },
	'.cm-panel.cm-search input[type=checkbox]': { verticalAlign: 'middle' },
	'.cm-panel.cm-search [name=close]': {
		top: 'var(--space-1)',
		right: 'var(--space-1)',
		width: 'var(--control-sm)',
		height: 'var(--control-sm)',
		borderRadius: 'var(--radius-sm)',
		color: 'var(--muted)',
		fontSize: '18px',
		lineHeight: '1'
	},
	'.cm-panel.cm-search [name=close]:hover': { backgroundColor: 'var(--hover)' },
	'.cm-searchMatch': { backgroundColor: 'var(--warn-wash)', outline: '1px solid var(--warn)' },
	'.cm-searchMatch-selected': { backgroundColor: 'var(--selection)' }
});

const colours = HighlightStyle.define([
	{ tag: tags.keyword, color: 'var(--accent)', fontWeight: 'var(--weight-strong)' },
	{ tag: tags.typeName, color: 'var(--accent)' },
	{ tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
	{ tag: [tags.lineComment, tags.blockComment], color: 'var(--muted)', fontStyle: 'italic' },
	{ tag: tags.standard(tags.name), color: 'var(--ink)', fontWeight: 'var(--weight-medium)' },
	{ tag: [tags.operator, tags.punctuation], color: 'var(--muted)' }
]);

/** The editor's look, of the app's tokens: so it follows the theme by itself. */
export const editorTheme = [look, syntaxHighlighting(colours)];
