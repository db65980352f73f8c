import type { Deadline } from '../deadline.js';
import { PlatformError } from '../errors.js';
import type { Call, Reply } from '../rule.js';

/** Where a call's access token comes from. */
interface Tokens {
  get(deadline: Deadline, endpoint: string): string | Promise<string>;
  renew(refused: string, deadline: Deadline, endpoint: string): string | Promise<string>;
}

/**
 * Gives a call the account's token. A refused token (40001, 40014, 42001) means that the call was not executed, so it is
 * sent once more with a new one, also when it changes something.
 */
export function withToken(tokens: Tokens, send: (call: Call, token: string) => Promise<Reply>) {
  return async (call: Call): Promise<Reply> => {
    const token = await tokens.get(call.deadline, call.endpoint.path);
    try {
      return await send(call, token);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.kind !== 'token') throw error;
      return await send(call, await tokens.renew(token, call.deadline, call.endpoint.path));
    }
  };
}
