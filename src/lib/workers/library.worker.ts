import { expose } from 'comlink';
import type { LibraryWorkerApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';
import { DEFAULT_PROJECT_ID } from '$lib/storage/config/project-store';
import { browserEnvironment, DEFAULT_NAMESPACE } from '$lib/storage/library/environment';
import { Library } from '$lib/storage/library/library';

installTransferHandlers();

let namespace = DEFAULT_NAMESPACE;
const library = new Library(() => browserEnvironment(namespace, DEFAULT_PROJECT_ID));
const ways: Pick<LibraryWorkerApi, 'useNamespace' | 'connect'> = {
	useNamespace: (name) => void (namespace = name),
	connect: (port) => expose(library, port)
};
expose(Object.assign(library, ways) satisfies LibraryWorkerApi);
