/**
 * QR codes of texts (ISO/IEC 18004): mode bytes, error correction level M, versions 1 to 10, mask 0 to 7 by the penalties of the
 * standard.
 */

/** Error correction of a version at level M: codewords per block, and the data codewords of each block. */
interface Version {
  readonly corrections: number;
  readonly blocks: readonly number[];
}

const VERSIONS: readonly Version[] = [
  { corrections: 10, blocks: [16] },
  { corrections: 16, blocks: [28] },
  { corrections: 26, blocks: [44] },
  { corrections: 18, blocks: [32, 32] },
  { corrections: 24, blocks: [43, 43] },
  { corrections: 16, blocks: [27, 27, 27, 27] },
  { corrections: 18, blocks: [31, 31, 31, 31] },
  { corrections: 22, blocks: [38, 38, 39, 39] },
  { corrections: 22, blocks: [36, 36, 36, 37, 37] },
  { corrections: 26, blocks: [43, 43, 43, 43, 44] },
];

/** The centers of the alignment patterns of a version, in both directions. */
const ALIGNMENTS: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

/** Whether each module of a mask is inverted. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** From the first version with this number, the count of the bytes has 16 bits instead of 8. */
const LONG_COUNT_VERSION = 10;

/** From this version, the code states its version. */
const STATED_VERSION = 7;

/** Rows of modules. Undefined: the text is too long. */
export function modulesOf(text: string): readonly (readonly boolean[])[] | undefined {
  const bytes = new TextEncoder().encode(text);
  const index = VERSIONS.findIndex(
    ({ blocks }, at) => bytes.length <= sum(blocks) - (at + 1 < LONG_COUNT_VERSION ? 2 : 3),
  );
  const version = VERSIONS[index];
  if (version === undefined) return undefined;
  const number = index + 1;
  const codewords = interleaved(dataIn(bytes, number, sum(version.blocks)), version);
  const drawn = MASKS.map((_, mask) => {
    const grid = new Grid(number, ALIGNMENTS[index] ?? []);
    grid.drawData(codewords, mask);
    return grid.modules;
  });
  return drawn.reduce((best, one) => (penaltyOf(one) < penaltyOf(best) ? one : best));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Returns the bytes with their mode and count before them, and padding after them. */
function dataIn(bytes: Uint8Array, version: number, capacity: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number) => {
    for (let shift = length - 1; shift >= 0; shift -= 1) bits.push((value >> shift) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, version < LONG_COUNT_VERSION ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  const data = Array.from({ length: bits.length / 8 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2),
  );
  while (data.length < capacity) data.push(0xec, 0x11);
  return data.slice(0, capacity);
}

/** Returns the codewords of all blocks in the order in which they are drawn: the data of the blocks by turns, then their corrections. */
function interleaved(data: readonly number[], { blocks, corrections }: Version): number[] {
  let start = 0;
  const parts = blocks.map((length) => {
    const part = data.slice(start, start + length);
    start += length;
    return part;
  });
  const generator = generatorOf(corrections);
  return [...byTurns(parts), ...byTurns(parts.map((part) => remainder(part, generator)))];
}

const byTurns = (parts: readonly (readonly number[])[]): number[] =>
  Array.from({ length: Math.max(...parts.map(({ length }) => length)) }, (_, at) =>
    parts.flatMap((part) => part[at] ?? []),
  ).flat();

/** Multiplies in the field of 256 elements with the polynomial 0x11d. */
function product(one: number, other: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    result = (result << 1) ^ ((result >> 7) * 0x11d);
    result ^= ((other >> bit) & 1) * one;
  }
  return result;
}

/** Returns the coefficients of the generator of Reed-Solomon codes without the leading one. */
function generatorOf(degree: number): number[] {
  const result = Array.from({ length: degree }, (_, at): number => (at === degree - 1 ? 1 : 0));
  let root = 1;
  for (let round = 0; round < degree; round += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = product(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    root = product(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], generator: readonly number[]): readonly number[] {
  let result: readonly number[] = generator.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (result[0] ?? 0);
    result = [...result.slice(1), 0].map((value, at) => value ^ product(generator[at] ?? 0, factor));
  }
  return result;
}

/** The modules of a code, and which of them belong to patterns that no mask inverts. */
class Grid {
  readonly modules: boolean[][];
  readonly #isPattern: boolean[][];
  readonly #version: number;

  constructor(version: number, alignments: readonly number[]) {
    const size = version * 4 + 17;
    const empty = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    this.modules = empty();
    this.#isPattern = empty();
    this.#version = version;
    for (let at = 0; at < size; at += 1) {
      this.#set(6, at, at % 2 === 0);
      this.#set(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ] as const) {
      this.#drawRings(x, y, 4, (distance) => distance !== 2 && distance !== 4);
    }
    const last = alignments.at(-1);
    for (const x of alignments) {
      for (const y of alignments) {
        const isFinder = (x === 6 && (y === 6 || y === last)) || (x === last && y === 6);
        if (!isFinder) this.#drawRings(x, y, 2, (distance) => distance !== 1);
      }
    }
    this.#drawFormat(0);
    this.#drawVersion();
  }

  /** Draws the codewords in columns of two modules, from the end upwards and downwards, and inverts them by the mask. */
  drawData(codewords: readonly number[], mask: number): void {
    const size = this.modules.length;
    const isInverted = MASKS[mask] ?? (() => false);
    let bit = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const isUpwards = ((right + 1) & 2) === 0;
      for (let step = 0; step < size; step += 1) {
        const y = isUpwards ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          const row = this.modules[y];
          if (row === undefined || this.#isPattern[y]?.[x]) continue;
          const isDark = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
          row[x] = isDark !== isInverted(x, y);
          bit += 1;
        }
      }
    }
    this.#drawFormat(mask);
  }

  #set(x: number, y: number, isDark: boolean): void {
    const row = this.modules[y];
    const patterns = this.#isPattern[y];
    if (row === undefined || patterns === undefined || x < 0 || x >= row.length) return;
    row[x] = isDark;
    patterns[x] = true;
  }

  /** Draws square rings around a center. */
  #drawRings(x: number, y: number, radius: number, isDark: (distance: number) => boolean): void {
    for (let down = -radius; down <= radius; down += 1) {
      for (let across = -radius; across <= radius; across += 1) {
        this.#set(x + across, y + down, isDark(Math.max(Math.abs(across), Math.abs(down))));
      }
    }
  }

  /** Draws the mask and the level, M, twice, with their error correction. */
  #drawFormat(mask: number): void {
    const size = this.modules.length;
    const bits = ((mask << 10) | checkBits(mask, 10, 0x537)) ^ 0x5412;
    const isDark = (bit: number) => ((bits >> bit) & 1) === 1;
    for (let bit = 0; bit < 15; bit += 1) {
      const first = bit < 6 ? bit : bit < 8 ? bit + 1 : undefined;
      if (first !== undefined) this.#set(8, first, isDark(bit));
      else this.#set(bit === 8 ? 7 : 14 - bit, 8, isDark(bit));
      if (bit < 8) this.#set(size - 1 - bit, 8, isDark(bit));
      else this.#set(8, size - 15 + bit, isDark(bit));
    }
    this.#set(8, size - 8, true);
  }

  #drawVersion(): void {
    if (this.#version < STATED_VERSION) return;
    const bits = (this.#version << 12) | checkBits(this.#version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
      const across = this.modules.length - 11 + (bit % 3);
      const down = Math.floor(bit / 3);
      const isDark = ((bits >> bit) & 1) === 1;
      this.#set(across, down, isDark);
      this.#set(down, across, isDark);
    }
  }
}

/** Returns the remainder of a value by a polynomial, after the value was multiplied by its degree. */
function checkBits(value: number, degree: number, polynomial: number): number {
  let result = value;
  for (let round = 0; round < degree; round += 1) result = (result << 1) ^ ((result >> (degree - 1)) * polynomial);
  return result;
}

/** Returns how difficult it is to scan the modules, by the four rules of the standard. */
function penaltyOf(modules: readonly (readonly boolean[])[]): number {
  const columns = modules.map((_, x) => modules.map((row) => row[x] ?? false));
  const lines = [...modules, ...columns].map((line) => line.map(Number).join(''));
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * (count(line, /(?=00001011101)/g) + count(line, /(?=10111010000)/g));
  }
  for (let y = 1; y < modules.length; y += 1) {
    for (let x = 1; x < modules.length; x += 1) {
      const square = [modules[y]?.[x], modules[y]?.[x - 1], modules[y - 1]?.[x], modules[y - 1]?.[x - 1]];
      if (new Set(square).size === 1) penalty += 3;
    }
  }
  const dark = modules.flat().filter(Boolean).length / modules.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
