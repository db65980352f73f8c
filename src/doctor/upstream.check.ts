/** The doctor's check of the platform: whether it can be reached, the clocks agree, and each account gets a token. */
import type { AccountConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { PlatformError } from '../platform/errors.js';
import { fetchToken, tokenEndpoint } from '../platform/token/fetch-token.js';
import { TokenSource } from '../platform/token/token-source.js';
import { Transport } from '../platform/transport.js';
import type { Store } from '../store/store.js';
import type { Finding } from './finding.js';
import { probe } from './http-probe.js';
import { addressesOf, foundOf } from './platform-failure.js';

/** Timeout of one response, milliseconds. Shorter than the doctor's own, so that the finding can report which response is missing. */
const RESPONSE_MS = 6000;

/** Accepted differences of the clocks, seconds. The error from HTTP's whole seconds and a slow response is far smaller. */
const SKEW_WARN_SECONDS = 30;
const SKEW_FAIL_SECONDS = 300;

/** Checks whether the base URL responds to HTTP, and compares its clock. Requests `/`, which is not a call of the platform. */
export async function checkBaseUrl(baseUrl: string, deadline: Deadline): Promise<readonly Finding[]> {
  const host = new URL(baseUrl).host;
  const name = `platform ${host}`;
  const clock = `clock ${host}`;
  const sentAt = Date.now();
  const response = await probe(
    `${baseUrl}/`,
    RESPONSE_MS,
    deadline,
    async ({ statusCode, headers: { date }, body }) => {
      body.on('error', () => undefined).destroy(); // Destroying the body causes an error, which is expected.
      return { statusCode, date, receivedAt: Date.now() };
    },
  );
  if (response.trouble !== undefined) {
    const fix = 'check the base URL, and the DNS, firewall and outbound network of this machine';
    return [
      { state: 'fail', name, found: response.trouble, fix },
      { state: 'skip', name: clock, found: 'no response to compare the clock with' },
    ];
  }
  const { statusCode, date, receivedAt } = response;
  const reached = `responds to HTTP (status ${statusCode}) in ${receivedAt - sentAt} ms`;
  return [{ state: 'ok', name, found: reached }, clockFinding(clock, date, (sentAt + receivedAt) / 2)];
}

/** @param at the middle of the exchange, Unix milliseconds */
function clockFinding(name: string, date: string | string[] | undefined, at: number): Finding {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(theirs)) return { state: 'skip', name, found: 'the response has no Date header' };
  const seconds = Math.round((at - (theirs + 500)) / 1000); // The Date header is truncated to the second.
  const found = seconds === 0 ? 'agrees' : `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  const fix =
    'synchronize the clock of this machine, for example by NTP: tokens, records, statistics and events depend on it';
  if (Math.abs(seconds) > SKEW_FAIL_SECONDS) return { state: 'fail', name, found, fix };
  return Math.abs(seconds) > SKEW_WARN_SECONDS ? { state: 'warn', name, found, fix } : { state: 'ok', name, found };
}

/**
 * Checks whether the account gets a token from the configured source. No new token is forced: stable_token returns the one in use. A new
 * classic token would invalidate the previous one, so it is read from the store, and a new one is stored for the servers.
 */
export async function checkToken(
  account: AccountConfig,
  store: () => Promise<Store | undefined>,
  deadline: Deadline,
): Promise<readonly Finding[]> {
  const { appid, baseUrl, token } = account;
  const name = `token ${appid}`;
  const endpoint = tokenEndpoint(token);
  const transport = new Transport({ baseUrl, timeoutMs: RESPONSE_MS });
  const own = deadline.within(RESPONSE_MS);
  try {
    if (token.mode !== 'classic') {
      const { lifetimeSeconds } = await fetchToken({ appid, token, transport, deadline: own });
      return [{ state: 'ok', name, found: `${endpoint} returned a token that is valid for ${lifetimeSeconds} s` }];
    }
    const opened = await store();
    if (opened === undefined) {
      const found =
        'not requested: a new classic token invalidates the one in use, and the store that shares it with the servers is unavailable';
      return [{ state: 'skip', name, found, fix: 'fix the store first' }];
    }
    const { records } = opened;
    const source = new TokenSource({ appid, baseUrl, token, transport, timeoutMs: RESPONSE_MS, records, log: SILENT });
    await source.get(own, endpoint);
    return [{ state: 'ok', name, found: `obtained a token from the store or ${endpoint}` }];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return [{ state: 'fail', name, found: foundOf(error), fix: fixFor(error, token.mode) }];
  } finally {
    own.close();
    await transport.close();
  }
}

const SILENT = { warn() {}, error() {} };

function fixFor(error: PlatformError, mode: AccountConfig['token']['mode']): string {
  const { kind, errcode } = error;
  const addresses = addressesOf(error);
  switch (errcode) {
    case 40001:
    case 40125:
      return 'set WECHAT_APP_SECRET, or secret in ACCOUNTS_FILE, to the current secret of this appid; a reset replaces it';
    case 40013:
      return 'set WECHAT_APP_ID, or appid in ACCOUNTS_FILE, to the appid shown by the platform';
    case 40164:
      return `add ${addresses} to the IP whitelist of the account`;
    case 89501:
    case 89503:
    case 89506:
    case 89507:
      return `have the administrator of the account approve ${addresses}`;
    default:
      break;
  }
  if (kind === 'quota') return 'wait: too many tokens were requested';
  if (kind === 'transport' || kind === 'timeout') {
    return mode === 'url'
      ? 'check WECHAT_TOKEN_URL, or tokenUrl in ACCOUNTS_FILE: GET must return {access_token, expires_in} with status 200'
      : 'check the base URL, and whether a proxy responds instead of the platform';
  }
  return 'look up the errcode in the documentation of the platform';
}
