import type { Deadline } from '../../deadline.js';
import { NOT_AUTHORIZED } from '../errcodes.js';
import { PlatformError } from '../errors.js';
import type { Dispatch, UpstreamCall, UpstreamReply } from '../interceptor.js';

/** Provides the access token of a call. */
interface Tokens {
  get(deadline: Deadline, endpoint: string): string | Promise<string>;
  renew(rejected: string, deadline: Deadline, endpoint: string): string | Promise<string>;
  /** Whether the platform may issue another token after 61003: the account belongs to a merchant that may have authorized anew. */
  readonly isOfMerchant: boolean;
}

/**
 * Sends a call with the account's token. A rejected token (40001, 40014, 42001) means that the call was not executed.
 * Therefore it is sent once more with a new token, even if it is a write. So is one for a merchant that has not authorized the third-party
 * platform (61003): the token may be from before a new authorization. If not, a new token fails too, and that settles it.
 */
export function withToken(
  tokens: Tokens,
  send: (call: UpstreamCall, token: string) => Promise<UpstreamReply>,
): Dispatch {
  const sendWith = (call: UpstreamCall, token: string): Promise<UpstreamReply> =>
    send(call, token).catch(async (error) => {
      if (
        !(error instanceof PlatformError) ||
        !(error.kind === 'token' || (tokens.isOfMerchant && error.errcode === NOT_AUTHORIZED))
      )
        throw error;
      return send(call, await tokens.renew(token, call.deadline, call.endpoint.path));
    });
  return (call) => {
    const token = tokens.get(call.deadline, call.endpoint.path);
    return typeof token === 'string' ? sendWith(call, token) : token.then((fetched) => sendWith(call, fetched));
  };
}
