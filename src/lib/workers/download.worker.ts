import { expose } from 'comlink';
import { download } from '$lib/connectors/url/download';
import type { DownloaderApi } from '$lib/protocol/download-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
expose({ download } satisfies DownloaderApi);
