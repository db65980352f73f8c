import type { Account, Platform } from '../../platform/client.js';
import { type QrcodeCreateAnswer, qrcode } from '../../platform/endpoints/qrcode.js';
import { unusable } from '../../platform/envelope.js';
import { int, type Loose, text } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { NotCommitted } from '../mutation/perform-write.js';
import { recordSeal } from '../mutation/record-seal.js';
import type { CreateCardQrCodeInput, QrCode } from './qr-code.payload.js';

/** The picture of a QR code by its ticket. Source: delivering-cards: Create a QR code. */
const PICTURE_URL = 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=';

/** The result of the write is a sealed QR code, because anyone who reads it from the record could claim the card. */
export function qrCodeCreationOf(
  input: CreateCardQrCodeInput,
  account: Account,
  platform: Platform,
): SafeWrite<null, string, Partial<NotCommitted>> {
  const seal = recordSeal('createCardQrCode', input.idempotencyKey, account);
  return {
    mutation: 'createCardQrCode',
    input,
    endpoint: qrcode.create,
    prepare: async () => ({ before: null }),
    invalidate: async () => undefined,
    async send(_before, sending) {
      const sentAt = Date.now();
      const created = readQrCode(await platform.call(qrcode.create, input.toWire(), sending), sentAt);
      return seal.close(JSON.stringify(created));
    },
  };
}

/** Opens the result of the write. Returns undefined if it was sealed with another secret of the account. */
export function openQrCode(sealed: string, input: CreateCardQrCodeInput, account: Account): QrCode | undefined {
  const opened = recordSeal('createCardQrCode', input.idempotencyKey, account).open(sealed);
  if (opened === undefined) return undefined;
  const { expiresAt, ...stored }: Omit<QrCode, 'expiresAt'> & { expiresAt: string | null } = JSON.parse(opened);
  return { ...stored, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}

/**
 * Reads a QR code from a response. The URLs of responses may contain stray spaces (observed).
 * @param sentAt when the request was sent, Unix milliseconds: the QR code does not expire later than the result states
 * @throws {PlatformError} for a response without a QR code: it is unknown whether one was created
 */
function readQrCode(answer: Loose<QrcodeCreateAnswer>, sentAt: number): QrCode {
  const [ticket, url] = [textOf(answer.ticket), textOf(answer.url)];
  if (ticket === null && url === null) throw unusable(qrcode.create.path, 'ticket');
  const derived = ticket === null ? null : PICTURE_URL + encodeURIComponent(ticket.toWellFormed());
  const seconds = int(answer.expire_seconds);
  return {
    ticket,
    url,
    imageUrl: textOf(answer.show_qrcode_url) ?? derived,
    expiresAt: seconds === null || seconds <= 0 ? null : new Date(sentAt + seconds * 1000),
  };
}

const textOf = (value: unknown) => text(value)?.trim() || null;
