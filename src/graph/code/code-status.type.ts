import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { WireEnum } from '../types/wire-enum.js';

export type CodeStatusName =
  | 'NORMAL'
  | 'REDEEMED'
  | 'EXPIRED'
  | 'GIFTING'
  | 'GIFT_SUCCEEDED'
  | 'GIFT_TIMEOUT'
  | 'DELETED'
  | 'UNAVAILABLE';

const codeStatuses = new WireEnum<CodeStatusName, WireMemberCardStatus>({
  NORMAL: { wire: 'NORMAL', description: "In its holder's wallet." },
  REDEEMED: { wire: 'CONSUMED', description: 'The code was redeemed. Platform: `CONSUMED`.' },
  EXPIRED: { wire: 'EXPIRE', description: 'The validity period has ended. Platform: `EXPIRE`.' },
  GIFTING: { wire: 'GIFTING', description: 'Given to a friend who has not accepted it yet.' },
  GIFT_SUCCEEDED: {
    wire: 'GIFT_SUCC',
    description: 'Accepted by a friend, who holds it with a new code. Platform: `GIFT_SUCC`.',
  },
  GIFT_TIMEOUT: { wire: 'GIFT_TIMEOUT', description: 'Given to a friend who did not accept it in time.' },
  DELETED: { wire: 'DELETE', description: 'Deleted by its holder. Platform: `DELETE`.' },
  UNAVAILABLE: { wire: 'UNAVAILABLE', description: 'Made unavailable by the merchant. Irreversible.' },
});
export const readCodeStatus = codeStatuses.read.bind(codeStatuses);
export const CodeStatus = codeStatuses.output('CodeStatus', 'Status of an issued code.');
