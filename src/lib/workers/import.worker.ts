import { expose, wrap } from 'comlink';
import { Importer } from '$lib/jobs/import/importer';
import type { ImporterApi } from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
const importer = new Importer();
expose({
	prepare: (engine) => importer.prepare(engine),
	run: (request, library, engine, onProgress) =>
		importer.run(request, wrap<LibraryApi>(library), engine, onProgress),
	cancel: async () => importer.cancel(),
	reset: () => importer.reset()
} satisfies ImporterApi);
