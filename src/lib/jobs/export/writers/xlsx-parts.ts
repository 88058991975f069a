import { quoteXml } from './xlsx-cell';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Cell styles by their place in the stylesheet. */
export const STYLES = { plain: 0, header: 1, date: 2, time: 3, timestamp: 4, fraction: 5 } as const;

const FORMATS = ['yyyy\\-mm\\-dd', 'hh:mm:ss', 'yyyy\\-mm\\-dd hh:mm:ss', 'yyyy\\-mm\\-dd hh:mm:ss.000'];

/** The parts of a workbook with one sheet, but for the sheet itself (ECMA-376, part 1). */
export function workbookParts(sheetName: string): { path: string; xml: string }[] {
	return [
		{ path: '[Content_Types].xml', xml: contentTypes() },
		{ path: '_rels/.rels', xml: relations([['officeDocument', 'xl/workbook.xml']]) },
		{ path: 'xl/workbook.xml', xml: workbook(sheetName) },
		{
			path: 'xl/_rels/workbook.xml.rels',
			xml: relations([
				['worksheet', 'worksheets/sheet1.xml'],
				['styles', 'styles.xml']
			])
		},
		{ path: 'xl/styles.xml', xml: styles() }
	];
}

/** Excel refuses some characters, and more than 31. */
export function sheetNameOf(table: string): string {
	const name = [...table.replace(/[\\/?*[\]:\p{Cc}]/gu, ' ')].slice(0, 31).join('');
	return name.replace(/^'+|'+$/g, '').trim() || 'data';
}

export const SHEET_PATH = 'xl/worksheets/sheet1.xml';

/** @param hasHeader keeps the first row in view */
export function sheetHead(hasHeader: boolean): string {
	const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
	const view = `<sheetViews><sheetView workbookViewId="0">${hasHeader ? pane : ''}</sheetView></sheetViews>`;
	return `${HEAD}<worksheet xmlns="${MAIN}">${view}<sheetData>`;
}

export const SHEET_FOOT = '</sheetData></worksheet>';

function contentTypes(): string {
	const part = (path: string, kind: string) =>
		`<Override PartName="/${path}" ContentType="${KIND}.${kind}+xml"/>`;
	return (
		`${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		part('xl/workbook.xml', 'sheet.main') +
		part(SHEET_PATH, 'worksheet') +
		part('xl/styles.xml', 'styles') +
		`</Types>`
	);
}

function relations(targets: [kind: string, target: string][]): string {
	const list = targets.map(
		([kind, target], index) =>
			`<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`
	);
	return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

function workbook(sheetName: string): string {
	const sheet = `<sheet name="${quoteXml(sheetName)}" sheetId="1" r:id="rId1"/>`;
	return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheet}</sheets></workbook>`;
}

function styles(): string {
	const formats = FORMATS.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`);
	const dated = FORMATS.map(
		(_, index) =>
			`<xf numFmtId="${164 + index}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`
	);
	const font = '<sz val="11"/><name val="Calibri"/>';
	return (
		`${HEAD}<styleSheet xmlns="${MAIN}">` +
		`<numFmts count="${FORMATS.length}">${formats.join('')}</numFmts>` +
		`<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="${FORMATS.length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${dated.join('')}</cellXfs>` +
		`</styleSheet>`
	);
}
