import { expose, wrap } from 'comlink';
import { LayerWorker } from '$lib/jobs/layers/layer-worker';
import type { LayersApi } from '$lib/protocol/layers-api';
import type { LibraryApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
const worker = new LayerWorker();
expose({
	run: (workId, library, engine) => worker.run(workId, wrap<LibraryApi>(library), engine)
} satisfies LayersApi);
