import { expose, transfer, wrap, type Remote } from 'comlink';
import { AppError } from '$lib/domain/errors';
import { loadEngine, openDuckDb } from '$lib/engines/duckdb/open';
import { QueryService } from '$lib/jobs/query/query-service';
import type { LibraryApi } from '$lib/protocol/library-api';
import type { EngineParts, QueryApi } from '$lib/protocol/query-api';
import { installTransferHandlers } from '$lib/protocol/remote';

installTransferHandlers();

let service: QueryService | null = null;
let libraryApi: Remote<LibraryApi> | null = null;
let parts: Promise<EngineParts> | null = null;

const engineParts = (): Promise<EngineParts> => {
	parts ??= loadEngine();
	parts.catch(() => (parts = null));
	return parts;
};

const opened = (): QueryService => {
	if (!service) throw new AppError('engine/start', 'The query engine has not been started.');
	return service;
};

const read: QueryApi['read'] = async (resultId, rowStart, rowEnd) => {
	const rows = await opened().read(resultId, rowStart, rowEnd);
	return transfer(rows, [rows.page.ipc.buffer]);
};

expose({
	open: (library, loaded) => {
		if (loaded) parts ??= Promise.resolve(loaded);
		libraryApi ??= wrap<LibraryApi>(library);
		service ??= new QueryService(async () => openDuckDb(await engineParts()), libraryApi);
		return service.start();
	},
	status: async () => service?.status() ?? { state: 'starting', version: null, memoryBytes: null },
	engineParts,
	diff: async (request, onProgress) => opened().diff(request, onProgress),
	openDiff: async (request) => opened().openDiff(request),
	releaseDiff: async (diffId) => opened().releaseDiff(diffId),
	suggestKeys: async (request) => opened().suggestKeys(request),
	guessRenames: async (request) => opened().guessRenames(request),
	cellHistory: async (request) => opened().cellHistory(request),
	run: async (request, onProgress) => opened().run(request, onProgress),
	sortResult: async (request, onProgress) => opened().sortResult(request, onProgress),
	openTable: async (request, onProgress) => opened().openTable(request, onProgress),
	profile: async (request) => opened().profile(request),
	profileChart: async (request) => opened().profileChart(request),
	textPatterns: async (request) => opened().textPatterns(request),
	page: async (resultId, rowStart, rowEnd) => {
		const page = await opened().page(resultId, rowStart, rowEnd);
		return transfer(page, [page.ipc.buffer]);
	},
	read,
	connect: async (port) => expose({ read }, port),
	openSqlite: async (request) => {
		if (!libraryApi) throw new AppError('engine/start', 'The query engine has not been started.');
		// few files are opened in place: the rest of the worker need not wait for it
		const { openSqliteFile } = await import('$lib/jobs/open/open-sqlite');
		return openSqliteFile(libraryApi, request);
	},
	release: async (resultId) => opened().release(resultId),
	cancel: async (queryId) => opened().cancel(queryId),
	invalidate: async (sourceId) => opened().invalidate(sourceId)
} satisfies QueryApi);
