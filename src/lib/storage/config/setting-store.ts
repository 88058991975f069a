import type { ConfigTable } from './config-table';
import type { SettingRecord } from './records';

/** Settings by key. A value is plain data; who reads it checks its shape, as another version may have written it. */
export class SettingStore {
	constructor(private readonly table: ConfigTable<SettingRecord>) {}

	/** @returns undefined where the setting was never made */
	async read(key: string): Promise<unknown> {
		return (await this.table.get(key))?.value;
	}

	write(key: string, value: unknown): Promise<void> {
		return this.table.put({ key, value });
	}

	remove(key: string): Promise<void> {
		return this.table.remove(key);
	}
}
