import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { WireEnum } from '../types/wire-enum.js';

type CodeStatusName =
  | 'NORMAL'
  | 'REDEEMED'
  | 'EXPIRED'
  | 'GIFTING'
  | 'GIFT_SUCCEEDED'
  | 'GIFT_TIMEOUT'
  | 'DELETED'
  | 'UNAVAILABLE';

const codeStatuses = new WireEnum<CodeStatusName, WireMemberCardStatus>({
  NORMAL: { wire: 'NORMAL', description: 'In the wallet of its holder.' },
  REDEEMED: { wire: 'CONSUMED', description: 'Redeemed.' },
  EXPIRED: { wire: 'EXPIRE', description: 'Its time is over.' },
  GIFTING: { wire: 'GIFTING', description: 'Given to a friend who has not taken it yet.' },
  GIFT_SUCCEEDED: { wire: 'GIFT_SUCC', description: 'Given to a friend, who has it under a code of its own.' },
  GIFT_TIMEOUT: { wire: 'GIFT_TIMEOUT', description: 'Given to a friend, who did not take it in time.' },
  DELETED: { wire: 'DELETE', description: 'Deleted by its holder.' },
  UNAVAILABLE: { wire: 'UNAVAILABLE', description: 'Made unavailable by the merchant, for good.' },
});
export const readCodeStatus = codeStatuses.read.bind(codeStatuses);
export const CodeStatus = codeStatuses.output('CodeStatus', 'Where an issued code stands.');
