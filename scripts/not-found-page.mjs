// The 404 page. Kit's own fallback page loads the app from absolute paths, so it works at one base path only;
// the site has to work under any. This page looks for the app in the folders above and goes there.
import { createHash } from 'node:crypto';

const script = `
	const parts = location.pathname.split('/').slice(1, -1);
	const findApp = async () => {
		for (let depth = parts.length; depth >= 0; depth--) {
			const folder = '/' + parts.slice(0, depth).map((part) => part + '/').join('');
			const answer = await fetch(folder + '_app/version.json').catch(() => null);
			if (answer?.ok) return folder;
		}
		return null;
	};
	findApp().then((folder) => {
		if (folder === null) document.querySelector('p').textContent = 'Nothing is stored at this address.';
		else location.replace(folder + location.search + location.hash);
	});
`;

const style = `
	:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
	body { margin: 15vh auto; max-width: 32rem; padding: 0 1rem; }
`;

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export const notFoundPage = `<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8" />
		<meta name="viewport" content="width=device-width, initial-scale=1" />
		<meta http-equiv="content-security-policy" content="default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; base-uri 'none'; form-action 'none'" />
		<link rel="icon" href="data:," />
		<title>Page not found · Varve</title>
		<style>${style}</style>
	</head>
	<body>
		<h1>There is no page here</h1>
		<p>Looking for Varve…</p>
		<script>${script}</script>
	</body>
</html>
`;
