const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** One pixel, 8 bits of grey. */
const PNG_HEADER = Buffer.from('00000001000000010800000000', 'hex');
/** The chunk IEND with its checksum. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

/** Offset of the text of `pngOf` in the file. A multiple of three, so that the base64 of the file contains that of the text. */
const TEXT_OFFSET = 42;

/** The size of the smallest `pngOf`. */
const MIN_PNG_BYTES = TEXT_OFFSET + 4 + PNG_END.length;

/** Returns a file of exactly this size with the chunks of a PNG. Its pixels contain the text, and its checksums are not valid. */
export function pngOf(bytes: number, text = ''): Buffer {
  const pixels = Buffer.alloc(bytes - MIN_PNG_BYTES + 1, 0x5a);
  pixels.write(text, 1);
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', PNG_HEADER), pngChunk('IDAT', pixels), PNG_END]);
}

export function pngChunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length);
  head.write(type, 4);
  return Buffer.concat([head, content, Buffer.alloc(4)]);
}

/** The markers at the beginning and at the end of a JPG. */
export const JPG_START = Buffer.from([0xff, 0xd8]);
export const JPG_END = Buffer.from([0xff, 0xd9]);

/** Code of the marker that begins the compressed pixels. */
export const JPG_SCAN = 0xda;

/** Returns a file of exactly this size with the segments of a JPG. */
export function jpgOf(bytes: number): Buffer {
  const head = [JPG_START, jpgSegment(0xe0, Buffer.from('JFIF\0')), jpgSegment(JPG_SCAN, Buffer.alloc(8))];
  const pixels = Buffer.alloc(bytes - Buffer.concat(head).length - JPG_END.length, 0x5a);
  return Buffer.concat([...head, pixels, JPG_END]);
}

export function jpgSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

export const TINY_PNG = pngOf(61);
