import fc from 'fast-check';
import { writeResult } from '../../../src/operation/result-writer.js';

const LARGE = 1_000_000;

describe('a result that is serialized in parts', () => {
  test('is the text of JSON.stringify and a line feed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), async (data) => {
        const result = { errors: undefined, data, extensions: undefined };
        const written = await writeResult(result, LARGE, LARGE);
        expect(String(written)).toBe(`${JSON.stringify(result)}\n`);
      }),
    );
  });

  test('gives other work a turn of the event loop between the parts', async () => {
    const data = { list: Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x'.repeat(20) })) };
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    });
    const written = await writeResult({ data }, LARGE, LARGE);
    clearInterval(other);
    expect(written?.length).toBeGreaterThan(800_000);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('a result that exceeds the limit by one byte in UTF-8', () => {
  const data = { text: '优惠券'.repeat(40_000) };
  const bytes = Buffer.byteLength(JSON.stringify({ data })) + 1;

  test.each([
    ['at once', 0],
    ['in parts', LARGE],
  ])('is rejected if it is serialized %s', async (_how, atLeast) => {
    expect(await writeResult({ data }, atLeast, bytes)).toHaveLength(atLeast === 0 ? bytes - 2 * 120_000 : bytes);
    expect(await writeResult({ data }, atLeast, bytes - 1)).toBeUndefined();
  });
});
