import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodePicture, type Picture } from '../../../../src/graph/media/picture.js';
import { CardUserError } from '../../../../src/graph/mutation/user-error.js';
import { JPG_END, JPG_SCAN, JPG_START, jpgOf, jpgSegment, pngChunk, pngOf } from '../../../support/pictures.js';

const MAX_BYTES = 1_048_576;

const decode = (bytes: Buffer): Picture | CardUserError => decodePicture(bytes.toString('base64'));
const isAccepted = (bytes: Buffer) => !(decode(bytes) instanceof CardUserError);

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

/** Compressed pixels, in which 0xff is followed by 0 or by the code of a restart marker. */
const pixels = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xfe }).map((byte) => [byte]),
      fc.constantFrom([0xff, 0], [0xff, 0xd0], [0xff, 0xd7]),
    ),
  )
  .map((parts) => Buffer.from(parts.flat()));

/** A segment with any content, such as a preview with an end-of-image marker. Optional fill bytes precede it. */
const segment = fc
  .tuple(
    fc.constantFrom(0xe0, 0xe1, 0xdb, 0xc0, 0xc2, 0xc4, 0xdd, 0xfe),
    fc.oneof(bytes(40), fc.constant(jpgOf(60))),
    fc.nat(3),
  )
  .map(([marker, content, fill]) => Buffer.concat([Buffer.alloc(fill, 0xff), jpgSegment(marker, content)]));

const scan = fc
  .tuple(fc.array(segment, { maxLength: 3 }), bytes(10), pixels)
  .map(([before, header, data]) => Buffer.concat([...before, jpgSegment(JPG_SCAN, header), data]));

/** JPGs, progressive ones with several scans included. */
const jpg = fc
  .array(scan, { minLength: 1, maxLength: 3 })
  .map((scans) => Buffer.concat([JPG_START, ...scans, JPG_END]));

const png = fc.array(fc.tuple(fc.constantFrom('IDAT', 'tEXt', 'iCCP'), bytes(40)), { maxLength: 4 }).map((chunks) => {
  const [start, end] = [pngOf(60).subarray(0, 33), pngOf(60).subarray(-12)];
  return Buffer.concat([start, ...chunks.map(([type, content]) => pngChunk(type, content)), end]);
});

describe.each([
  ['a JPG', jpg, 'JPG'],
  ['a PNG', png, 'PNG'],
] as const)('%s', (_subject, picture, name) => {
  test('is accepted whole, and with any bytes after its end', () => {
    fc.assert(
      fc.property(picture, bytes(60), (file, more) => {
        expect(decode(file)).toEqual({ type: name === 'PNG' ? 'image/png' : 'image/jpeg', bytes: file });
        expect(isAccepted(Buffer.concat([file, more]))).toBe(true);
      }),
    );
  });

  test('is refused wherever it is truncated', () => {
    fc.assert(
      fc.property(picture, (file) => {
        for (let length = 1; length < file.length; length += 1) {
          const refusal = decode(file.subarray(0, length));
          expect(refusal).toBeInstanceOf(CardUserError);
          expect(refusal).toMatchObject({ code: 'INVALID_INPUT', field: ['contentBase64'] });
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is accepted or refused without an exception if any of its bytes are changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(picture, changes, (file, places) => {
        const changed = Buffer.from(file);
        for (const [at, byte] of places) changed[at % file.length] = byte;
        expect(typeof isAccepted(changed)).toBe('boolean');
      }),
    );
  });
});

test('a JPG without compressed pixels is refused', () => {
  expect(isAccepted(Buffer.concat([JPG_START, jpgSegment(0xe0, Buffer.alloc(4)), JPG_END]))).toBe(false);
});

test('a JPG with stray bytes between its segments is accepted', () => {
  const [head, rest] = [jpgOf(60).subarray(0, 11), jpgOf(60).subarray(11)];
  expect(isAccepted(Buffer.concat([head, Buffer.from('stray'), rest]))).toBe(true);
});

test('a PNG that a browser made is accepted, and refused without its last byte', () => {
  const file = readFileSync(join(__dirname, '../../../../docs/images/explorer.png'));
  expect(isAccepted(file)).toBe(true);
  expect(isAccepted(file.subarray(0, -1))).toBe(false);
});

test('a text that is not base64 of a picture is refused without an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), bytes(200).map(String)), (text) => {
      expect(decodePicture(text)).toBeInstanceOf(CardUserError);
    }),
  );
});

/** Fills a file of the largest size with repetitions, after a beginning. */
function filled(start: Buffer, ...repeated: readonly number[]): Buffer {
  return Buffer.concat([start, Buffer.alloc(MAX_BYTES - start.length, Buffer.from(repeated))]);
}

const JPG_HEAD = jpgOf(60).subarray(0, 21);
const PNG_HEAD = pngOf(60).subarray(0, 33);

test.each([
  ['fill bytes of markers', filled(JPG_HEAD, 0xff)],
  ['bytes that are not markers', filled(JPG_HEAD, 0xff, 0)],
  ['restart markers', filled(JPG_HEAD, 0xff, 0xd0)],
  ['the shortest segments', filled(JPG_HEAD, 0xff, 0xe1, 0, 2)],
  ['segments without a length', filled(JPG_HEAD, 0xff, 0xe1, 0, 0)],
  ['pixels', filled(JPG_HEAD, 0x5a)],
  ['the shortest chunks', filled(PNG_HEAD, 0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0, 0, 0, 0)],
  ['lengths beyond the end', filled(PNG_HEAD, 0xff)],
])(
  'an unfinished picture of 1 MB filled with %s is refused within 250 ms in the best of five attempts',
  (_what, file) => {
    const base64 = file.toString('base64');
    const attempts = Array.from({ length: 5 }, () => {
      const began = performance.now();
      expect(decodePicture(base64)).toBeInstanceOf(CardUserError);
      return performance.now() - began;
    });
    // On a busy machine, one attempt may wait for the processor. Quadratic work takes seconds in each.
    expect(Math.min(...attempts)).toBeLessThan(250);
  },
);
