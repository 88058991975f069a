import { expose, wrap } from 'comlink';
import { Importer } from '$lib/jobs/import/importer';
import type { ImporterApi } from '$lib/protocol/import-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
const importer = new Importer();
expose({
	run: (request, library, engineWasm, onProgress) =>
		importer.run(request, wrap<LibraryApi>(library), engineWasm, onProgress),
	cancel: async () => importer.cancel()
} satisfies ImporterApi);
