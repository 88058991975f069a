// Runs DuckDB's own worker script with a module that was compiled before: each engine of a page would else
// compile 34 MB again. A classic script, as DuckDB's is one. The first message is
// `{ script: string, module: WebAssembly.Module }`; all later ones are DuckDB's.
self.onmessage = (event) => {
	const { script, module } = event.data;
	WebAssembly.instantiateStreaming = async (source, imports) => {
		await source;
		try {
			return { module, instance: await WebAssembly.instantiate(module, imports) };
		} catch (error) {
			// DuckDB's script would wait for ever; an error event is heard
			setTimeout(() => {
				throw error;
			});
			throw error;
		}
	};
	// SQL such as read_csv('https://…') would else send requests; the app contacts no host but its own
	self.XMLHttpRequest = function () {
		throw new Error('Varve reads no addresses. Download the file and import it.');
	};
	self.importScripts(script);
};
