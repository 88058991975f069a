import { summaryOfJudgement } from '$lib/domain/quality/judgement';
import type { Receipt } from '$lib/domain/receipts/receipt';
import { tableSchema } from '$lib/domain/schema/schema-document';
import type { Version, VersionPart } from '$lib/domain/versions/version';
import type { VersionDraft } from '$lib/protocol/library-api';
import type { CatalogueMeta } from './catalogue';

/** What the catalogue lists of an import that is committed now, as version `number` of the source. */
export function committedVersion(
	draft: VersionDraft,
	number: number,
	parts: VersionPart[],
	meta: CatalogueMeta
): Version {
	const committedAt = new Date().toISOString();
	const storedBytes = parts.reduce((total, part) => total + part.sizeBytes, 0);
	const { tables, sha256, options, optionsKey } = draft;
	const receipt: Receipt = {
		...draft.receipt,
		status: 'committed',
		sourceId: meta.sourceId,
		sourceName: meta.name,
		version: number,
		committedAt,
		storedBytes
	};
	return {
		version: number,
		committedAt,
		tables,
		parts,
		storedBytes,
		sha256,
		options,
		optionsKey,
		receipt,
		schema: {
			generatedAt: committedAt,
			tables: draft.schema ?? tables.map((table) => tableSchema(table, receipt.format))
		},
		...(draft.judgement && { quality: summaryOfJudgement(draft.judgement) })
	};
}
