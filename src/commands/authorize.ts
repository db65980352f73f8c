import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORIZATION_MS, AuthorizationSessions, type SessionOutcome } from '../component/sessions.js';
import { type Config, ConfigError } from '../config/config.js';
import { Deadline } from '../deadline.js';
import { configOrExit, exitForConfig } from './config-or-exit.js';
import { accountLine, type OpenThirdParty, openThirdParty } from './third-party.js';

export interface AuthorizeOptions {
  /** Instead of COMPONENT_REDIRECT_URL. */
  readonly redirect: string | undefined;
}

/** Interval of the reads of the session, milliseconds. */
const POLL_MS = 1000;

/** The exit codes for signals: 128 and the number of the signal. */
const EXIT_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/** The merchant did not authorize. */
const EXIT_FAILED = 1;

/** Prints the pages on which a merchant authorizes the third-party platform, and waits until it has. */
export async function authorize({ redirect }: AuthorizeOptions): Promise<void> {
  const config = configOrExit();
  const { component, redirectUrl } = requiredOrExit(config, redirect);
  const opened = await openThirdParty(component, config);
  const sessions = new AuthorizationSessions(opened.store.records, component);
  const deadline = new Deadline(config.requestTimeoutMs);
  const { value: preAuthCode } = await opened.platform.createPreAuthCode(deadline);
  deadline.close();
  const state = await sessions.begin(preAuthCode);
  const cancelled = new AbortController();
  const cancel = async (signal: keyof typeof EXIT_SIGNAL) => {
    cancelled.abort();
    await remove(sessions, state);
    process.exit(EXIT_SIGNAL[signal]);
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const { desktop, phone } = pagesOf(component.appid, preAuthCode, redirectUrl, state);
  process.stdout.write(`Desktop: ${desktop}\nPhone: ${phone}\n`);
  process.stderr.write('Waiting up to 15 minutes for the merchant. Ctrl-C cancels\n');
  const outcome = await outcomeOf(sessions, state, cancelled.signal);
  if (cancelled.signal.aborted) return;
  if (outcome?.status !== 'authorized') {
    await remove(sessions, state);
    const reason = outcome === undefined ? 'no merchant authorized in time' : 'the platform rejected the code';
    process.stderr.write(`Not authorized: ${reason}. Run the command again for a new page\n`);
    process.exitCode = EXIT_FAILED;
  } else {
    process.stdout.write(`${await lineOf(opened, outcome.appid)}\n`);
  }
  await opened.close();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
}

/** Returns the third-party platform and its redirect URL. If one of them is missing, ends the process with exit code 78. */
function requiredOrExit({ component }: Config, redirect: string | undefined) {
  const missing = (name: string, problem: string) => exitForConfig(new ConfigError([{ name, problem }]));
  if (component === undefined) return missing('COMPONENT_APP_ID', 'required for a third-party platform');
  const redirectUrl = redirect ?? component.redirectUrl;
  if (redirectUrl === undefined) return missing('COMPONENT_REDIRECT_URL', 'required because --redirect is not given');
  return { component, redirectUrl };
}

/** Returns the URLs of the page of authorization. The state in their redirect URL identifies the session. */
export function pagesOf(appid: string, preAuthCode: string, redirectUrl: string, state: string) {
  const redirect = new URL(redirectUrl);
  redirect.searchParams.set('state', state);
  const parameters = new URLSearchParams({
    component_appid: appid,
    pre_auth_code: preAuthCode,
    redirect_uri: redirect.href,
    // Service and subscription accounts.
    auth_type: '1',
  });
  return {
    desktop: `https://mp.weixin.qq.com/cgi-bin/componentloginpage?${parameters}`,
    phone: `https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&${parameters}#wechat_redirect`,
  };
}

/** Waits for the outcome of a session. Returns undefined after the time to authorize, and if it was cancelled. */
async function outcomeOf(
  sessions: AuthorizationSessions,
  state: string,
  cancelled: AbortSignal,
): Promise<SessionOutcome | undefined> {
  for (const until = performance.now() + AUTHORIZATION_MS; performance.now() < until && !cancelled.aborted; ) {
    // The store may be unavailable for a while.
    const session = await sessions.read(state).catch(() => undefined);
    if (session !== undefined && session.status !== 'pending') return session;
    await sleep(POLL_MS, undefined, { signal: cancelled }).catch(() => undefined);
  }
  return undefined;
}

/** Removes a session, so that its page can no longer be completed. It expires if the store is unavailable. */
async function remove(sessions: AuthorizationSessions, state: string): Promise<void> {
  await sessions.remove(state).catch(() => undefined);
}

async function lineOf({ platform: { merchants } }: OpenThirdParty, appid: string): Promise<string> {
  await merchants.refresh();
  const merchant = merchants.get(appid);
  if (merchant === undefined) throw new Error(`the record of ${appid} is missing`);
  return accountLine(merchant);
}
