const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/** Returns a file of exactly this size that begins and ends like a PNG. */
export function pngOf(bytes: number): Buffer {
  const filler = Buffer.alloc(bytes - PNG_SIGNATURE.length - PNG_END.length, 0x5a);
  return Buffer.concat([PNG_SIGNATURE, filler, PNG_END]);
}

/** Returns a file of exactly this size that begins and ends like a JPG. */
export function jpgOf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes - 6), Buffer.from([0xff, 0xd9])]);
}

export const TINY_PNG = pngOf(40);
