import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readThrift, THRIFT, writeThrift, type ThriftStruct } from '$lib/formats/parquet/thrift';

describe('thrift', () => {
	const struct: ThriftStruct = new Map([
		[1, { type: THRIFT.i32, value: -5n }],
		[2, { type: THRIFT.binary, value: new TextEncoder().encode('text') }],
		[40, { type: THRIFT.true, value: false }],
		[
			41,
			{
				type: THRIFT.list,
				value: { elementType: THRIFT.i64, items: Array.from({ length: 20 }, (_, i) => BigInt(i) << 40n) }
			}
		],
		[42, { type: THRIFT.struct, value: new Map([[3, { type: THRIFT.double, value: 1.5 }]]) }]
	]);

	it('reads what it wrote', () => {
		const bytes = writeThrift(struct);
		expect(writeThrift(readThrift(bytes))).toEqual(bytes);
		expect(readThrift(bytes).get(1)?.value).toBe(-5n);
		expect(readThrift(bytes).get(40)?.value).toBe(false);
	});

	it('PQT-5 bytes that are none are a RangeError, soon', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				try {
					expect(readThrift(bytes)).toBeInstanceOf(Map);
				} catch (error) {
					expect(error).toBeInstanceOf(RangeError);
				}
			}),
			{ numRuns: 1000 }
		);
	});
});
