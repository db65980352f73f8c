/** The doctor's checks of third-party mode: the tickets, the component's access token, and each merchant's authorization. */
import type { Merchant } from '../component/merchant.js';
import { ThirdPartyPlatform } from '../component/third-party-platform.js';
import type { ComponentConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { createLog } from '../log.js';
import { CARDS_PERMISSION, TICKET_INTERVAL_SECONDS, TICKET_VALID_SECONDS } from '../platform/endpoints/component.js';
import { PlatformError } from '../platform/errors.js';
import { OutageLog } from '../platform/outage-log.js';
import { type Store, StoreUnavailable } from '../store/store.js';
import type { Finding } from './finding.js';
import { addressesOf, foundOf } from './platform-failure.js';

/** Timeout of one call, milliseconds. */
const CALL_MS = 5000;

/** Age of the newest ticket from which something is wrong with the push, seconds. */
const LATE_SECONDS = 3 * TICKET_INTERVAL_SECONDS;

/** Maximum number of merchants with a separate finding. */
const MAX_LISTED = 50;

const SECONDS_A_MINUTE = 60;

/** @param store that of the servers. Undefined: it cannot be read */
export async function checkComponent(
  component: ComponentConfig,
  store: Store | undefined,
  deadline: Deadline,
): Promise<readonly Finding[]> {
  const name = `third-party platform ${component.appid}`;
  if (store === undefined) {
    return [{ state: 'skip', name, found: 'the store with its tickets is unavailable', fix: 'fix the store first' }];
  }
  const outages = new OutageLog(createLog({ level: 'silent' }));
  const platform = new ThirdPartyPlatform({ component, store, timeoutMs: CALL_MS, outages });
  try {
    const at = await platform.newestTicketAt();
    const ticketAge = at === undefined ? undefined : Math.max(0, (Date.now() - at) / 1000);
    const ticket = await ticketFinding(platform, ticketAge, deadline);
    await platform.merchants.refresh();
    const token = isUsable(ticketAge) ? await tokenFinding(platform, deadline) : [];
    return [ticket, ...token, ...redirectFinding(component), ...merchantFindings(platform.merchants.all)];
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return [{ state: 'fail', name, found: 'its records cannot be read', fix: 'fix the store first' }];
  } finally {
    await platform.close();
  }
}

const isUsable = (ageSeconds: number | undefined) => ageSeconds !== undefined && ageSeconds < TICKET_VALID_SECONDS;

/** If the newest ticket is late, requests that the platform pushes tickets, which shows whether it does. */
async function ticketFinding(
  platform: ThirdPartyPlatform,
  ageSeconds: number | undefined,
  deadline: Deadline,
): Promise<Finding> {
  const name = 'component ticket';
  const minutes = Math.floor((ageSeconds ?? 0) / SECONDS_A_MINUTE);
  const found = ageSeconds === undefined ? 'none was received' : `the newest is ${minutes} minutes old`;
  if (ageSeconds !== undefined && ageSeconds < LATE_SECONDS) return { state: 'ok', name, found };
  const state = isUsable(ageSeconds) ? 'warn' : 'fail';
  const own = deadline.within(CALL_MS);
  try {
    const push = await platform.startTicketPush(own);
    if (push === 'started') {
      const fix = 'wait ten minutes for the next ticket, and run the doctor again';
      return { state, name, found: `${found}; the platform had stopped pushing tickets, and has started again`, fix };
    }
    const fix =
      'let the platform reach /wechat/component/authorization, and compare COMPONENT_TOKEN and COMPONENT_AES_KEY with its console';
    return { state, name, found: `${found}; the platform pushes tickets, but none arrives`, fix };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { state, name, found: `${found}; starting the push failed: ${foundOf(error)}`, fix: fixFor(error) };
  } finally {
    own.close();
  }
}

/** Checks whether calls of the third-party platform succeed. A pre-authorization code changes nothing and expires. */
async function tokenFinding(platform: ThirdPartyPlatform, deadline: Deadline): Promise<readonly Finding[]> {
  const name = 'component token';
  const own = deadline.within(CALL_MS);
  try {
    await platform.createPreAuthCode(own);
    return [{ state: 'ok', name, found: 'the platform accepts the access token of the third-party platform' }];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return [{ state: 'fail', name, found: foundOf(error), fix: fixFor(error) }];
  } finally {
    own.close();
  }
}

function redirectFinding({ redirectUrl }: ComponentConfig): readonly Finding[] {
  if (redirectUrl !== undefined) return [];
  const found = 'COMPONENT_REDIRECT_URL is not set';
  const fix = 'set it, or pass --redirect to `cardgraph authorize`';
  return [{ state: 'warn', name: 'authorization', found, fix }];
}

/** Returns a finding for each merchant that needs attention, and one for all others. */
function merchantFindings(merchants: readonly Merchant[]): readonly Finding[] {
  if (merchants.length === 0) {
    const found = 'no merchant has authorized';
    return [{ state: 'skip', name: 'merchants', found, fix: 'run `cardgraph authorize`' }];
  }
  const others = merchants.filter(({ status }) => status !== 'ACTIVE');
  const listed = others.slice(0, MAX_LISTED).map(merchantFinding);
  const unlisted = others.length - listed.length;
  const more = unlisted > 0 ? `; ${unlisted} others that need attention are not listed` : '';
  const found = `${merchants.length - others.length} of ${merchants.length} are active${more}`;
  return [{ state: 'ok', name: 'merchants', found }, ...listed];
}

function merchantFinding({ appid, status, permissions }: Merchant): Finding {
  const name = `merchant ${appid}`;
  switch (status) {
    case 'LACKS_CARDS':
      return permissions.includes(CARDS_PERMISSION)
        ? {
            ...{ state: 'warn', name, found: 'cards are not enabled for its account' },
            fix: 'let the merchant enable cards in the console of the platform',
          }
        : {
            ...{ state: 'warn', name, found: `the permission set ${CARDS_PERMISSION} for cards was not granted` },
            fix: 'let the merchant authorize again with `cardgraph authorize`, and grant it',
          };
    case 'NEEDS_AUTHORIZATION':
      return {
        ...{ state: 'warn', name, found: 'its refresh token is invalid and could not be recovered' },
        fix: 'let the merchant authorize again with `cardgraph authorize`',
      };
    default:
      return { state: 'skip', name, found: 'the merchant has withdrawn its authorization' };
  }
}

function fixFor(error: PlatformError): string {
  const { kind, errcode } = error;
  switch (errcode) {
    case 61004:
      return `add ${addressesOf(error)} to the IP whitelist of the third-party platform`;
    case 61005:
    case 61006:
      return 'set COMPONENT_APP_SECRET to the current secret, and wait for the next ticket';
    case 40125:
      return 'set COMPONENT_APP_SECRET to the current secret of the third-party platform';
    case 40013:
    case 61011:
      return 'set COMPONENT_APP_ID to the appid of the third-party platform, which differs from that of an official account';
    case 61028:
    case 61029:
      return 'publish the third-party platform in its console';
    default:
      break;
  }
  if (kind === 'quota') return 'wait until tomorrow: the calls of the day are used up';
  if (kind === 'transport' || kind === 'timeout')
    return 'check WECHAT_BASE_URL and the outbound network of this machine';
  return 'look up the errcode in the documentation of the platform';
}
