import type { Deadline } from '../../deadline.js';
import { PlatformError } from '../errors.js';
import type { Dispatch, UpstreamCall, UpstreamReply } from '../interceptor.js';

/** Where a call's access token comes from. */
interface Tokens {
  get(deadline: Deadline, endpoint: string): string | Promise<string>;
  renew(refused: string, deadline: Deadline, endpoint: string): string | Promise<string>;
}

/**
 * Gives a call the account's token. A refused token (40001, 40014, 42001) means that the call was not executed, so it is
 * sent once more with a new one, also when it changes something.
 */
export function withToken(
  tokens: Tokens,
  send: (call: UpstreamCall, token: string) => Promise<UpstreamReply>,
): Dispatch {
  const sendWith = (call: UpstreamCall, token: string): Promise<UpstreamReply> =>
    send(call, token).catch(async (error) => {
      if (!(error instanceof PlatformError) || error.kind !== 'token') throw error;
      return send(call, await tokens.renew(token, call.deadline, call.endpoint.path));
    });
  return (call) => {
    const token = tokens.get(call.deadline, call.endpoint.path);
    return typeof token === 'string' ? sendWith(call, token) : token.then((fetched) => sendWith(call, fetched));
  };
}
