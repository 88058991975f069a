import { createServer } from 'node:net';

/** @returns {Promise<number>} a port on localhost that nobody listens on */
export function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, 'localhost', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}
