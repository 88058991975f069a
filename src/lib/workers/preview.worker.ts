import { expose } from 'comlink';
import { createPreviewer } from '$lib/formats/previewer';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
expose(createPreviewer());
