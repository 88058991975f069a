import type { StoredVersion } from '$lib/domain/layers/layer-work';
import type { Version, VersionPart } from '$lib/domain/versions/version';
import type { LayerRecord } from './catalogue-layers';

/**
 * Versions as they are read: one with a layer lies in the files of its base and, behind these, in the history; each of
 * its tables is one segment, which the engine puts together (`layerTable` in jobs/layers).
 */
export function joinLayers(
	versions: readonly Version[],
	records: ReadonlyMap<number, LayerRecord>,
	histories: ReadonlyMap<number, VersionPart>
): StoredVersion[] {
	return versions.map((version) => {
		const record = records.get(version.version);
		const { isRemoved = false, staysFull = false, content, layer, layerBytes = 0 } = record ?? {};
		const stored = { ...version, isRemoved, staysFull, ...(content && { content }) };
		if (!layer) return stored;
		const base = versions.find((other) => other.version === layer.baseVersion);
		const history = histories.get(layer.baseVersion);
		return {
			...stored,
			layer,
			parts: [...(base?.parts ?? []), ...(history ? [history] : [])],
			storedBytes: layerBytes,
			tables: version.tables.map((table, index) => ({
				...table,
				segments: [{ part: 0, table: `t${index}_layered`, firstRecord: 1, rows: table.rows }]
			}))
		};
	});
}

export function visibleVersions(stored: readonly StoredVersion[]): Version[] {
	return stored
		.filter(({ isRemoved }) => !isRemoved)
		.map(({ isRemoved: _isRemoved, staysFull: _staysFull, ...version }) => version);
}
