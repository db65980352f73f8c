import type { PictureType } from '../../platform/endpoints/media.js';

/**
 * Returns whether a picture is whole: its chunks or segments follow one another up to the one that ends it. Bytes after the end are
 * accepted, because cameras and editors append data there. Nothing else is checked. Takes time in proportion to the size.
 */
export function isWhole(type: PictureType, bytes: Buffer): boolean {
  return type === 'image/png' ? isWholePng(bytes) : isWholeJpg(bytes);
}

/** Bytes of the signature of a PNG, and those around the content of a chunk: its length, its name and its checksum. */
const PNG_SIGNATURE_BYTES = 8;
const PNG_CHUNK_BYTES = 12;

function isWholePng(bytes: Buffer): boolean {
  for (let at = PNG_SIGNATURE_BYTES; at + PNG_CHUNK_BYTES <= bytes.length; ) {
    const end = at + PNG_CHUNK_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) return false;
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true;
    at = end;
  }
  return false;
}

/** Every marker of a JPG begins with this byte. Followed by 0, it is one of the compressed pixels. */
const MARKER = 0xff;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Bytes of a marker, and those of the length of its segment, which includes itself. */
const MARKER_BYTES = 2;
const LENGTH_BYTES = 2;

/**
 * Returns whether an end-of-image marker follows a scan. The marker of an embedded preview does not count: it is inside a segment. Skips
 * what is not a marker, as decoders do: the compressed pixels, and stray bytes between segments.
 */
function isWholeJpg(bytes: Buffer): boolean {
  let hasScan = false;
  for (let at = 0; at < bytes.length - 1; ) {
    const code = bytes[at] === MARKER ? (bytes[at + 1] ?? 0) : 0;
    // A marker may be preceded by any number of its first byte.
    if (code === 0 || code === MARKER) {
      at += 1;
      continue;
    }
    if (code === END_OF_IMAGE) return hasScan;
    at += MARKER_BYTES;
    if (isStandalone(code)) continue;
    const length = at + LENGTH_BYTES <= bytes.length ? bytes.readUInt16BE(at) : 0;
    // A segment that is too short is not a picture, and one that is too long is truncated: the loop ends.
    if (length < LENGTH_BYTES) return false;
    at += length;
    hasScan ||= code === START_OF_SCAN;
  }
  return false;
}

/** Returns whether a marker has no segment: those that start an image, restart a scan, or are for temporary use. */
function isStandalone(code: number): boolean {
  return (code >= 0xd0 && code <= 0xd8) || code === 0x01;
}
