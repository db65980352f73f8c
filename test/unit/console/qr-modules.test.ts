import { createHash } from 'node:crypto';
import { modulesOf } from '../../../src/console/qr-modules.js';

const drawn = (text: string) =>
  (modulesOf(text) ?? []).map((row) => row.map((isDark) => (isDark ? '#' : '.')).join('')).join('\n');

/** Bytes of a text, modules per side, and the beginning of the SHA-256 of the modules that the package qrcode 1.5.4 draws. */
const LARGEST = [
  [14, 21, 'e56adeb7333c861d'],
  [26, 25, '98c44e9ccada52a1'],
  [42, 29, 'd01780a5606bb7ff'],
  [62, 33, '7394085bdb927c22'],
  [84, 37, '8a2fcb9ab0e65ec4'],
  [106, 41, 'b7bce5caa82b49c1'],
  [122, 45, '0d918990cc53ee83'],
  [152, 49, '5c57047367211c68'],
  [180, 53, 'b3f2392ca7277ee1'],
  [213, 57, '2d682cef6d25e1c9'],
] as const;

describe('a QR code', () => {
  test('has the modules that another encoder draws', () => {
    expect(drawn('Cardgraph')).toBe(
      [
        '#######.###.#.#######',
        '#.....#.##....#.....#',
        '#.###.#..####.#.###.#',
        '#.###.#.###.#.#.###.#',
        '#.###.#....#..#.###.#',
        '#.....#....##.#.....#',
        '#######.#.#.#.#######',
        '........#####........',
        '#.##.###...##.#..#.##',
        '.#..##..##.##...#.#.#',
        '...##.######..##...##',
        '..#....#.#.#...###..#',
        '.#.##.##..#.#.##.#...',
        '........#.##....##..#',
        '#######.##.###.##.#..',
        '#.....#.#......#####.',
        '#.###.#...#.#.#..##..',
        '#.###.#.##.#..##.#.#.',
        '#.###.#.#...#.#...#..',
        '#.....#...#..#.##...#',
        '#######.#....#.##.#..',
      ].join('\n'),
    );
  });

  test.each(LARGEST)('with %i bytes has %i modules per side, as another encoder draws it', (bytes, size, digest) => {
    const text = 'http://weixin.qq.com/q/'.repeat(12).slice(0, bytes);
    expect(modulesOf(text)).toHaveLength(size);
    expect(createHash('sha256').update(drawn(text)).digest('hex').slice(0, 16)).toBe(digest);
  });

  test('is not drawn for a text that is too long', () => {
    expect(modulesOf('x'.repeat(214))).toBeUndefined();
  });
});
