import { expose, wrap } from 'comlink';
import { Importer } from '$lib/jobs/import/importer';
import type { ImporterApi } from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
const importer = new Importer();
expose({
	prepare: (engine) => importer.prepare(engine),
	run: (request, library, engine, onProgress, confirm) =>
		importer.run(request, wrap<LibraryApi>(library), engine, onProgress, confirm),
	reset: () => importer.reset(),
	judge: (request, library, engine) => importer.judge(request, wrap<LibraryApi>(library), engine),
	suggest: (request, library, engine) => importer.suggest(request, wrap<LibraryApi>(library), engine),
	readmit: (request, library, engine) => importer.readmit(request, wrap<LibraryApi>(library), engine),
	restore: (request, library, engine, onProgress) =>
		importer.restore(request, wrap<LibraryApi>(library), engine, onProgress),
	cancel: async () => importer.cancel()
} satisfies ImporterApi);
