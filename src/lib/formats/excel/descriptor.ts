import type { FormatDescriptor } from '../format';

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** Namespaces of workbooks that are one XML file: Excel 2003's and OpenDocument's. */
const XML_WORKBOOK =
	/urn:schemas-microsoft-com:office:spreadsheet|office:mimetype="application\/vnd\.oasis\.opendocument\.spreadsheet/;
/** A web page with a table under the name of a workbook, as many programs "export to Excel". */
const HTML_PAGE = /^\s*(?:<!doctype html|<html|<head|<meta|<style|<table)[\s>]/i;

/** Workbooks of Excel and OpenDocument. Those that are zip files are told by the archive layer (`PackedInput.document`). */
export const excel = {
	id: 'excel',
	label: 'Workbook',
	extensions: ['xlsx', 'xlsm', 'xltx', 'xltm', 'xls', 'xlt', 'xlsb', 'ods', 'fods', 'ots'],
	mediaTypes: [
		'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		'application/vnd.ms-excel',
		'application/vnd.ms-excel.sheet.macroEnabled.12',
		'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
		'application/vnd.oasis.opendocument.spreadsheet'
	],
	recognises: (head) => OLE.every((byte, i) => head[i] === byte) || isBareBiff(head) || isMarkupWorkbook(head)
} as const satisfies FormatDescriptor;

/** Excel 2 to 4 wrote its records without a container: the first one is "beginning of file". */
function isBareBiff(head: Uint8Array): boolean {
	const [record, version, length, high] = head;
	if (record !== 0x09 || high !== 0) return false;
	return (version === 0 && length === 4) || ((version === 2 || version === 4) && length === 6);
}

function isMarkupWorkbook(head: Uint8Array): boolean {
	const text = new TextDecoder().decode(head);
	if (!/^\s*</.test(text)) return false;
	return XML_WORKBOOK.test(text) || isHtml(text);
}

/** Whether a text is a web page. */
export function isHtml(text: string): boolean {
	return HTML_PAGE.test(text);
}
