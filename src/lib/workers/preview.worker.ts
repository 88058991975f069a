import { expose } from 'comlink';
import { createPreviewer } from '$lib/formats/previewer';
import { previewTools } from '$lib/jobs/import/attach-database';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
expose(createPreviewer(previewTools()));
