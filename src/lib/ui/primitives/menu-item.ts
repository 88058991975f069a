import type { Component } from 'svelte';

export interface MenuItem {
	label: string;
	icon?: Component<{ size?: number }>;
	onselect: () => void;
	danger?: boolean;
	/** A line stands before it. */
	separated?: boolean;
	/** For choices: shows which one holds. */
	checked?: boolean;
}
