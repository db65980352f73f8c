import { HTTP_REFUSAL_CODES } from '../admission/http-refusal.js';
import { CARD_EVENT_KINDS } from '../events/kinds.js';
import { EXECUTION_CODES } from '../graph/format-error.js';
import { CARD_ERROR_CODES } from '../graph/mutation/card-error-codes.js';
import { MUTATION_NAMES } from '../graph/policies/root-fields.js';
import { LIMIT_CODES } from '../operation/limits/limit-errors.js';
import { SUBSCRIPTION_ENDS } from '../operation/subscription/live-subscription.js';
import { activation } from '../platform/endpoints/activation.js';
import { card } from '../platform/endpoints/card.js';
import { cells } from '../platform/endpoints/cells.js';
import { code } from '../platform/endpoints/code.js';
import { component, componentAccess } from '../platform/endpoints/component.js';
import { datacube } from '../platform/endpoints/datacube.js';
import { deposit } from '../platform/endpoints/deposit.js';
import { landingpage } from '../platform/endpoints/landingpage.js';
import { media } from '../platform/endpoints/media.js';
import { member } from '../platform/endpoints/member.js';
import { membership } from '../platform/endpoints/membership.js';
import { mpnews } from '../platform/endpoints/mpnews.js';
import { paygiftcard } from '../platform/endpoints/paygiftcard.js';
import { qrcode } from '../platform/endpoints/qrcode.js';
import { redemption } from '../platform/endpoints/redemption.js';
import { specialTickets } from '../platform/endpoints/special-tickets.js';
import { testwhitelist } from '../platform/endpoints/testwhitelist.js';
import { ticket } from '../platform/endpoints/ticket.js';
import { token } from '../platform/endpoints/token.js';
import { user } from '../platform/endpoints/user.js';
import { INDEX_CALLS } from '../search/account-index.js';
import { UNKNOWN_CODE } from '../telemetry/request-stats.js';
import { RECEPTIONS, REFUSALS } from '../webhooks/intake.js';
import { NOTIFICATION_TYPES } from '../webhooks/notification-reader.js';

/** `extensions.code` of requests that Fastify or Apollo Server rejects. Each has a row in docs/errors.md. */
const LIBRARY_CODES = [
  'BODY_TOO_LARGE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
] as const;

/** `extensions.code` of requests that are rejected before execution, as listed in docs/errors.md. */
export const REJECTION_CODES: readonly string[] = [
  ...new Set([...HTTP_REFUSAL_CODES, ...LIMIT_CODES, ...LIBRARY_CODES]),
];

/** The label values that are known at startup, for the series that start at 0. */
export const KNOWN_LABELS = {
  codes: [...new Set([...REJECTION_CODES, ...EXECUTION_CODES, UNKNOWN_CODE])],
  reasons: [...REJECTION_CODES, 'SERVER_OVERLOADED', 'BAD_USER_INPUT', UNKNOWN_CODE],
  mutations: MUTATION_NAMES,
  userErrorCodes: Object.keys(CARD_ERROR_CODES),
  receptions: RECEPTIONS,
  refusals: REFUSALS,
  eventKinds: CARD_EVENT_KINDS,
  notificationTypes: NOTIFICATION_TYPES,
  transports: ['sse', 'multipart', 'websocket'],
  ends: SUBSCRIPTION_ENDS,
  indexCalls: INDEX_CALLS,
  endpoints: [
    ...[activation, cells, membership, redemption, specialTickets],
    card,
    code,
    component,
    componentAccess,
    datacube,
    deposit,
    landingpage,
    media,
    member,
    mpnews,
    paygiftcard,
    qrcode,
    testwhitelist,
    ticket,
    user,
    token,
  ].flatMap((group) => Object.values<{ readonly path: string }>(group).map(({ path }) => path)),
};
