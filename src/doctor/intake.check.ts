/** The doctor's check of the intake: sends the URL check of the platform to a URL, signed with the account's token. */
import { randomBytes } from 'node:crypto';
import type { AccountConfig, PushConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { readBounded } from '../platform/bounded-body.js';
import { WEBHOOKS_PATH } from '../webhooks/routes.js';
import { signatureOf } from '../webhooks/signature.js';
import type { Finding } from './finding.js';
import { probe } from './http-probe.js';

/** How long the platform waits for a response, milliseconds. */
const PLATFORM_MS = 5000;

/** Maximum size of a response, bytes. The text of a check is shorter. */
const MAX_BYTES = 1024;

/** Replaced by the appid in a URL. */
export const APPID_PLACEHOLDER = '{appid}';

/** An account that receives events. */
export type EventAccount = AccountConfig & { readonly events: PushConfig };

export const receivesEvents = (account: AccountConfig): account is EventAccount => account.events !== undefined;

export interface Listener {
  readonly host: string;
  readonly port: number;
}

/** Checks whether the server that listens here confirms a URL check with the configured token. */
export async function checkLocal(account: EventAccount, listener: Listener, deadline: Deadline): Promise<Finding> {
  const name = `events ${account.appid}`;
  const { host, port } = listener;
  if (port === 0) return { state: 'skip', name, found: 'the port is selected when the server starts' };
  const reached = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  const url = `http://${reached}:${port}${WEBHOOKS_PATH}/events/${APPID_PLACEHOLDER}`;
  const response = await verify(account, url, deadline);
  if (response.trouble !== undefined) {
    const found = `no server to check on port ${port}: ${response.trouble}`;
    const state = response.trouble === 'connection refused' ? 'skip' : 'fail';
    return { state, name, found, fix: 'start the server, and run the doctor again' };
  }
  if (response.isEchoed) return { state: 'ok', name, found: `the server on port ${port} confirms a URL check` };
  const found = `the server on port ${port} does not confirm a URL check (status ${response.statusCode})`;
  const fix =
    response.statusCode === 404
      ? 'restart the server: it was started without events, or another server listens on this port'
      : 'reload or restart the server: its token for this account is not the configured one';
  return { state: 'fail', name, found, fix };
}

/** Checks a URL that the operator gave: the one in the console of the platform. `{appid}` in it is replaced. */
export async function checkPublic(account: EventAccount, url: string, deadline: Deadline): Promise<Finding> {
  const name = `events URL ${account.appid}`;
  const response = await verify(account, url, deadline);
  if (response.trouble !== undefined) {
    const fix =
      'check the DNS, certificate, firewall and proxy in front of the server; the platform waits five seconds';
    return { state: 'fail', name, found: response.trouble, fix };
  }
  const { isEchoed, statusCode, port } = response;
  if (!isEchoed) {
    const found = `does not confirm a URL check (status ${statusCode})`;
    return { state: 'fail', name, found, fix: publicFix(statusCode) };
  }
  const found = 'confirms a URL check';
  if (port === '') return { state: 'ok', name, found };
  const fix = 'serve it on port 80 or 443: the platform reaches no other port';
  return { state: 'warn', name, found: `${found} on port ${port}`, fix };
}

function publicFix(statusCode: number): string {
  if (statusCode === 403)
    return 'compare the token with that of the server, and let the proxy pass the query string on';
  if (statusCode === 404) return 'let the proxy pass /wechat/ on, to EVENTS_PORT if it is set';
  if (statusCode >= 300 && statusCode < 400) return 'use the URL without a redirect: the platform follows none';
  return 'let the URL return the response of the server unchanged';
}

async function verify({ appid, events }: EventAccount, template: string, deadline: Deadline) {
  const url = new URL(template.replaceAll(APPID_PLACEHOLDER, encodeURIComponent(appid)));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(8).toString('hex');
  const echo = randomBytes(16).toString('hex');
  const signature = signatureOf([events.token.reveal(), timestamp, nonce]);
  for (const [key, value] of Object.entries({ signature, timestamp, nonce, echostr: echo }))
    url.searchParams.set(key, value);
  const response = await probe(url.href, PLATFORM_MS, deadline, async ({ statusCode, body }) => {
    const text = (await readBounded(body, MAX_BYTES)).toString();
    return { statusCode, isEchoed: statusCode === 200 && text === echo };
  });
  return { ...response, port: url.port };
}

/**
 * Returns the problem of a URL that an operator gave, or undefined if it can be checked.
 * @param accounts those that receive events
 */
export function problemOfUrl(url: string, accounts: number): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return 'expected an http or https URL';
  if (parsed.username !== '' || parsed.password !== '') return 'expected a URL without a user and a password';
  if (accounts > 1 && !url.includes(APPID_PLACEHOLDER))
    return `expected ${APPID_PLACEHOLDER} in it, because there are several accounts`;
  return undefined;
}
