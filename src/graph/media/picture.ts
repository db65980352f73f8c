import { PICTURE_MAX_BYTES, type PictureType, pictureTypeOf } from '../../platform/endpoints/media.js';
import { CardUserError } from '../mutation/user-error.js';
import { isWhole } from './picture-end.js';

const FIELD = ['contentBase64'];

/** Length of the base64 text of the largest picture, characters. */
const MAX_BASE64_LENGTH = Math.ceil(PICTURE_MAX_BYTES / 3) * 4;

/** Standard base64 with padding. Node's decoder would skip other characters. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Formats by media type: their names for messages, and the extensions of file names. The first is the default. */
const FORMATS: Readonly<Record<PictureType, { name: string; end: string; extensions: readonly string[] }>> = {
  'image/png': { name: 'PNG', end: 'an IEND chunk', extensions: ['png'] },
  'image/jpeg': { name: 'JPG', end: 'an end-of-image marker after its pixels', extensions: ['jpg', 'jpeg'] },
};

export interface Picture {
  readonly type: PictureType;
  readonly bytes: Buffer;
}

/** Decodes and checks a picture: at most 1 MB, and a complete JPG or PNG by its bytes. Messages never contain the value. */
export function decodePicture(contentBase64: string): Picture | CardUserError {
  const { length } = contentBase64;
  if (length > MAX_BASE64_LENGTH) return tooLarge(`base64 of ${length} characters`);
  if (length === 0) return invalid('a JPG or PNG in base64', 'an empty string');
  if (length % 4 !== 0 || !BASE64.test(contentBase64)) {
    const got = contentBase64.startsWith('data:')
      ? 'a data URL'
      : `a string of ${length} characters that is not base64`;
    return invalid('standard base64 with padding, without line breaks and without a data: prefix', got);
  }
  const bytes = Buffer.from(contentBase64, 'base64');
  if (bytes.length > PICTURE_MAX_BYTES) return tooLarge(`${bytes.length} bytes`);
  const type = pictureTypeOf(bytes);
  if (type === undefined)
    return invalid('a JPG or PNG, which the first bytes decide', `another file of ${bytes.length} bytes`);
  const { name, end } = FORMATS[type];
  if (!isWhole(type, bytes)) {
    return invalid(
      `a complete ${name} file, with ${end}`,
      `a ${name} of ${bytes.length} bytes that is truncated or damaged`,
    );
  }
  return { type, bytes };
}

/** Returns the file name with the extension of the actual format, because the platform may check it. */
export function fileNameFor({ type }: Pick<Picture, 'type'>, fileName: string): string {
  const [, stem = fileName, extension = ''] = /^(.+)\.([^.]*)$/s.exec(fileName) ?? [];
  const { extensions } = FORMATS[type];
  return extensions.includes(extension.toLowerCase()) ? fileName : `${stem}.${extensions[0]}`;
}

function tooLarge(got: string): CardUserError {
  return invalid(`a picture of at most ${PICTURE_MAX_BYTES} bytes (1 MB) after decoding`, got);
}

function invalid(expected: string, got: string): CardUserError {
  return new CardUserError('INVALID_INPUT', `expected ${expected}, got ${got}`, FIELD);
}
