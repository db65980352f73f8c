import type { PushedAccount } from './pushed-accounts.js';
import { eventXml, pushOf } from './pushes.js';

/** Sends a claim to a replica as the platform does. Returns whether it was acknowledged. */
export async function pushClaim(
  graphqlUrl: string,
  { appid, keys }: Pick<PushedAccount, 'appid' | 'keys'>,
  fields: Readonly<Record<string, string | number>>,
): Promise<boolean> {
  const message = eventXml('user_get_card', { CreateTime: Math.floor(Date.now() / 1000), ...fields });
  const { query, body } = pushOf(message, { ...keys, appid });
  const url = new URL(`/wechat/events/${appid}?${new URLSearchParams(query)}`, graphqlUrl);
  try {
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(5000) });
    return (await response.text()) === 'success';
  } catch {
    return false;
  }
}
