import { describe, expect, it } from 'vitest';
import { fileAddress, fileNameOf } from '$lib/connectors/url/address';

describe('an address to import from', () => {
	it('is a web address, https where nothing else is said; what stands behind # stays at home', () => {
		expect(fileAddress(' example.org/a.csv#part ', 'https:').href).toBe('https://example.org/a.csv');
		expect(fileAddress('http://localhost:8080/a', 'https:').href).toBe('http://localhost:8080/a');
		for (const text of [
			'',
			'javascript:alert(1)',
			'file:///etc/passwd',
			'ftp://example.org/a',
			'nothing here'
		])
			expect(() => fileAddress(text, 'https:')).toThrow(expect.objectContaining({ code: 'url/invalid' }));
	});

	it('over http is told where a page over https asks', () => {
		expect(() => fileAddress('http://example.org/a.csv', 'https:')).toThrow(
			expect.objectContaining({
				code: 'url/blocked',
				facts: { host: 'example.org', reason: 'mixed-content' }
			})
		);
		expect(fileAddress('http://example.org/a.csv', 'http:').host).toBe('example.org');
	});

	it('gives the file its name', () => {
		const url = new URL('https://example.org/data/M%C3%A4rz.csv?x=1');
		expect(fileNameOf(url, null)).toBe('März.csv');
		expect(fileNameOf(url, 'attachment; filename="../orders.parquet"')).toBe('.._orders.parquet');
		expect(fileNameOf(url, "attachment; filename=a; filename*=UTF-8''b%20c.csv")).toBe('b c.csv');
		expect(fileNameOf(new URL('https://example.org'), null)).toBe('example.org');
	});
});
