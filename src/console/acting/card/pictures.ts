/** A picture with a text, below the front of a card. */
export interface ShownPicture {
  readonly imageUrl: string;
  readonly text: string;
}

/** Returns the pictures with texts that the value of a form contains. */
export function picturesIn(value: string): readonly ShownPicture[] {
  try {
    return value === '' ? [] : JSON.parse(value);
  } catch {
    return [];
  }
}

/** Maximum size of a picture, bytes. */
export const MAX_PICTURE_BYTES = 1_048_576;

const SIGNATURES = { jpg: [0xff, 0xd8, 0xff], png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] };

/** Returns the format of a picture by its first bytes. Undefined: neither JPG nor PNG. */
export function formatOf(bytes: Uint8Array): keyof typeof SIGNATURES | undefined {
  const formats = Object.keys(SIGNATURES) as (keyof typeof SIGNATURES)[];
  return formats.find((format) => SIGNATURES[format].every((byte, index) => bytes[index] === byte));
}

/** Returns bytes in base64. */
export function base64Of(bytes: Uint8Array): string {
  // The number of arguments of a call is limited.
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** The blob URLs of pictures that this page has uploaded, by the URL that the platform returned. The platform's works only inside WeChat. */
export const localPictures = new Map<string, string>();
