/** The doctor's look at the platform: can it be reached, does the clock agree, is there a token for the account. */
import type { AccountConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { ERRCODES } from '../platform/errcodes.js';
import { PlatformError } from '../platform/errors.js';
import { addressesIn } from '../platform/token/diagnostics.js';
import { fetchToken, tokenEndpoint } from '../platform/token/fetch-token.js';
import { TokenSource } from '../platform/token/token-source.js';
import { Transport } from '../platform/transport.js';
import type { Store } from '../store/store.js';
import type { Finding } from './finding.js';
import { probe } from './http-probe.js';

/** Milliseconds for one answer: less than the doctor's whole time, so that the line can still say what did not answer. */
const ANSWER_MS = 6000;

/** By how many seconds the clocks may differ: what HTTP's whole seconds and a slow answer make is far below. */
const SKEW_WARN_SECONDS = 30;
const SKEW_FAIL_SECONDS = 300;

/** Whether anything answers HTTP there, and what its clock says. It is asked for its root, which is no call of the platform. */
export async function checkBaseUrl(baseUrl: string, deadline: Deadline): Promise<readonly Finding[]> {
  const host = new URL(baseUrl).host;
  const name = `platform ${host}`;
  const clock = `clock ${host}`;
  const sentAt = Date.now();
  const answer = await probe(`${baseUrl}/`, ANSWER_MS, deadline, async ({ statusCode, headers: { date }, body }) => {
    body.on('error', () => undefined).destroy(); // that it is cut off is no news
    return { statusCode, date, receivedAt: Date.now() };
  });
  if (answer.trouble !== undefined) {
    const fix = 'check the base URL, and the DNS, firewall and way out of this machine';
    return [
      { state: 'fail', name, found: answer.trouble, fix },
      { state: 'skip', name: clock, found: 'nothing answered that could tell the time' },
    ];
  }
  const { statusCode, date, receivedAt } = answer;
  const reached = `answers HTTP (status ${statusCode}) in ${receivedAt - sentAt} ms`;
  return [{ state: 'ok', name, found: reached }, clockFinding(clock, date, (sentAt + receivedAt) / 2)];
}

/** @param at the middle of the exchange, Unix milliseconds */
function clockFinding(name: string, date: string | string[] | undefined, at: number): Finding {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(theirs)) return { state: 'skip', name, found: 'the answer has no date' };
  const seconds = Math.round((at - (theirs + 500)) / 1000); // a date is cut to its second
  const found = seconds === 0 ? 'agrees' : `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  const fix = 'set the clock of this machine, by NTP say: tokens, records and days of statistics go by it';
  if (Math.abs(seconds) > SKEW_FAIL_SECONDS) return { state: 'fail', name, found, fix };
  return Math.abs(seconds) > SKEW_WARN_SECONDS ? { state: 'warn', name, found, fix } : { state: 'ok', name, found };
}

/**
 * Whether the account gets a token in the way that is configured. None is forced: stable_token repeats the one in use. A
 * second classic token would end the first, so that one is taken from the store, and left in it for the servers if it is new.
 */
export async function checkToken(
  account: AccountConfig,
  store: () => Promise<Store | undefined>,
  deadline: Deadline,
): Promise<readonly Finding[]> {
  const { appid, baseUrl, token } = account;
  const name = `token ${appid}`;
  const endpoint = tokenEndpoint(token);
  const transport = new Transport({ baseUrl, timeoutMs: ANSWER_MS });
  const own = deadline.within(ANSWER_MS);
  try {
    if (token.mode !== 'classic') {
      const { lifetimeSeconds } = await fetchToken({ appid, token, transport, deadline: own });
      return [{ state: 'ok', name, found: `${endpoint} answers one that is good for ${lifetimeSeconds} s` }];
    }
    const opened = await store();
    if (opened === undefined) {
      const found =
        'not asked for: a new classic token ends the one in use, and the store where servers would find it is away';
      return [{ state: 'skip', name, found, fix: 'mend the store first' }];
    }
    const { records } = opened;
    const source = new TokenSource({ appid, baseUrl, token, transport, timeoutMs: ANSWER_MS, records, log: SILENT });
    await source.get(own, endpoint);
    return [{ state: 'ok', name, found: `there is one, from the store or by ${endpoint}` }];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return [{ state: 'fail', name, found: foundOf(error), fix: fixFor(error, token.mode) }];
  } finally {
    own.close();
    await transport.close();
  }
}

const SILENT = { warn() {}, error() {} };

/** Without the platform's own text, which may echo what was sent. */
function foundOf({ errcode, rid, message }: PlatformError): string {
  if (errcode === undefined) return message;
  const meaning = ERRCODES.get(errcode)?.meaning ?? 'not known here';
  return `errcode ${errcode}, ${meaning}${rid === undefined ? '' : ` (rid ${rid})`}`;
}

function fixFor({ kind, errcode, errmsg = '' }: PlatformError, mode: AccountConfig['token']['mode']): string {
  const addresses = addressesIn(errmsg).join(' or ') || 'the address that this machine calls from';
  switch (errcode) {
    case 40001:
    case 40125:
      return 'set WECHAT_APP_SECRET, or secret in ACCOUNTS_FILE, to the secret that this appid has now; a reset makes another';
    case 40013:
      return 'set WECHAT_APP_ID, or appid in ACCOUNTS_FILE, to the appid as the platform writes it';
    case 40164:
      return `add ${addresses} to the IP whitelist of the account`;
    case 89501:
    case 89503:
    case 89506:
    case 89507:
      return `ask the administrator of the account to let ${addresses} in`;
    default:
      break;
  }
  if (kind === 'quota') return 'wait; too many tokens were fetched';
  if (kind === 'transport' || kind === 'timeout') {
    return mode === 'url'
      ? 'check WECHAT_TOKEN_URL, or tokenUrl in ACCOUNTS_FILE: GET must answer {access_token, expires_in} with status 200'
      : 'check the base URL, and whether something in between answers in place of the platform';
  }
  return 'look the errcode up in the documents of the platform';
}
