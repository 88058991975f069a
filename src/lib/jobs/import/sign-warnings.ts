import type { ReceiptWarning } from '$lib/domain/receipts/receipt';

/** Tells the columns in which the engine's file has zeros of another sign than the file that was read (SPEC FMT-7). */
export function signWarnings(changed: ReadonlySet<string>): ReceiptWarning[] {
	if (changed.size === 0) return [];
	const names = [...changed].map((name) => `“${name}”`).join(', ');
	const message = `Zeros of both signs (0.0 and -0.0) stand beside each other without another value for long stretches of ${names}: there they are stored with one sign.`;
	return [{ code: 'zero-signs', message }];
}
