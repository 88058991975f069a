/** Takes what the page writes, as headless browsers let no page read the clipboard. */
export function captureClipboard(): () => Promise<string> {
	let resolve: (text: Promise<string>) => void;
	const text = new Promise<string>((done) => (resolve = done));
	navigator.clipboard.write = async ([item]) => {
		const blob = item?.getType('text/plain');
		if (blob) resolve(blob.then((value) => value.text()));
		await blob;
	};
	return () => text;
}
