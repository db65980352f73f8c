import type { Platform } from '../../platform/client.js';
import { ENCRYPT_CODE_MAX_UTF8_BYTES, redemption } from '../../platform/endpoints/redemption.js';
import { unusable } from '../../platform/envelope.js';
import { PlatformError } from '../../platform/errors.js';
import { text } from '../../platform/wire.js';
import { percentDecoded } from '../input/percent-decoding.js';
import { Constraint, isIdentifier } from '../input/validation.js';
import { CardUserError, userErrorFrom } from '../mutation/user-error.js';
import { CODE_BYTES } from './code.type.js';

/** "Invalid encrypted code". */
const INVALID_ENCRYPTED_CODE = 40075;

/** Control characters, spaces, unassigned characters and the replacement character of broken UTF-8: no code contains them. */
const UNPRINTABLE = /[\p{C}\p{Z}\ufffd]/u;

const UNREADABLE =
  'the platform cannot decrypt this text for the account: expected the encrypted code exactly as a page or a link received it, percent-decoded at most once';

/** The code behind an encrypted one, or why there is none. */
export type Decrypted =
  | { readonly code: string; readonly unreadable?: undefined }
  | { readonly code?: undefined; readonly unreadable: CardUserError };

/** Requires an encrypted code: at most 128 bytes once percent-decoded. Accepts null, like an absent value. */
export function IsEncryptedCode(): PropertyDecorator {
  return Constraint({
    name: 'encryptedCode',
    code: 'INVALID_INPUT',
    expected: `text of 1 to ${ENCRYPT_CODE_MAX_UTF8_BYTES} bytes without control characters, once percent-decoded`,
    holds: (value) =>
      value === null || (typeof value === 'string' && isIdentifier(percentDecoded(value), ENCRYPT_CODE_MAX_UTF8_BYTES)),
  });
}

/**
 * Decrypts a code. The platform was observed to return unprintable text for a broken one, which is unreadable too.
 * @throws {PlatformError} for failures that do not concern the encrypted code
 */
export async function decryptCode(platform: Platform, encryptedCode: string): Promise<Decrypted> {
  const field = ['encryptedCode'];
  try {
    const answer = await platform.call(redemption.decrypt, { encrypt_code: percentDecoded(encryptedCode) });
    const code = text(answer.code);
    if (code === null) throw unusable(redemption.decrypt.path, 'code');
    return isIdentifier(code, CODE_BYTES) && !UNPRINTABLE.test(code)
      ? { code }
      : { unreadable: new CardUserError('INVALID_INPUT', UNREADABLE, field) };
  } catch (error) {
    const refused = error instanceof PlatformError ? userErrorFrom(error) : undefined;
    if (refused?.errcode !== INVALID_ENCRYPTED_CODE) throw error;
    return { unreadable: refused.explained(UNREADABLE, field, 'INVALID_INPUT') };
  }
}
