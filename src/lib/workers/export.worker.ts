import { expose, wrap } from 'comlink';
import { Exporter } from '$lib/jobs/export/exporter';
import type { ExporterApi } from '$lib/protocol/export-api';
import type { QueryApi } from '$lib/protocol/query-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();
const exporter = new Exporter();
expose({
	run: (request, results, engine, onProgress) =>
		exporter.run(request, wrap<Pick<QueryApi, 'read'>>(results), engine, onProgress),
	cancel: async () => exporter.cancel()
} satisfies ExporterApi);
