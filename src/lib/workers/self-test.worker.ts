import { expose } from 'comlink';
import { runWorkerCheck } from '$lib/jobs/self-test/worker-checks';
import { installTransferHandlers } from '$lib/protocol/remote';
import type { SelfTestApi } from '$lib/protocol/self-test-api';

installTransferHandlers();
expose({ check: runWorkerCheck } satisfies SelfTestApi);
