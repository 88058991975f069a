import { expose } from 'comlink';
import type { LibraryWorkerApi } from '$lib/protocol/library-api';
import { installTransferHandlers } from '$lib/protocol/remote';
import { browserEnvironment } from '$lib/storage/library/environment';
import { Library } from '$lib/storage/library/library';

installTransferHandlers();

let namespace: string | undefined;
const library = new Library(() => browserEnvironment(namespace));
const ways: Pick<LibraryWorkerApi, 'useNamespace' | 'connect'> = {
	useNamespace: (name) => void (namespace = name),
	connect: (port) => expose(library, port)
};
expose(Object.assign(library, ways) satisfies LibraryWorkerApi);
