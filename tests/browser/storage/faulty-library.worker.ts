import { expose } from 'comlink';
import { installTransferHandlers } from '$lib/protocol/remote';
import { browserEnvironment } from '$lib/storage/library/environment';
import { Library } from '$lib/storage/library/library';
import { FailingDisk, type Fault } from '../../unit/storage/failing-disk';

installTransferHandlers();

let namespace = '';
let fault: Fault;
let disk: FailingDisk | null = null;

const library = new Library(async () => {
	const environment = await browserEnvironment(namespace);
	disk = new FailingDisk(environment.disk, fault);
	return { ...environment, disk };
});
const controls = {
	/** Called first. */
	arrange(name: string, wanted: Fault): void {
		namespace = name;
		fault = wanted;
	},
	changes: async () => disk?.changes ?? 0
};

export type FaultyLibrary = Library & typeof controls;
expose(Object.assign(library, controls));
