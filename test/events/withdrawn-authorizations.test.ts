import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import type { AccountStatus, Authorization } from '../../src/platform/authorization.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';

import { type EventStack, startEventStack } from '../support/event-stack.js';
import { type FollowEnd, type FollowedEvent, RAW_FOLLOWERS, TRANSPORTS } from '../support/followers.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

const OTHER = 'wxother';
const AUTH = apiKeys(entryOf('shop', { appids: [DEMO_APPID, OTHER] }), entryOf('office', { appids: [] }));

/** How long the end of a subscription may take, milliseconds. */
const END_MS = 1000;

let stack: EventStack;
let stopping: AbortController;
beforeEach(async () => {
  stopping = new AbortController();
  stack = await startEventStack({ auth: AUTH });
});
afterEach(async () => {
  stopping.abort();
  await stack.close();
});

function accountWith(appid: string, status: AccountStatus) {
  const { token, aesKey, previous } = PUSH_ACCOUNT.events ?? {};
  if (token === undefined || aesKey === undefined || previous === undefined) throw new Error('no keys');
  const authorization: Authorization = { status, name: undefined, authorizedAt: 1000 };
  return { ...stack.silentAccount, appid, authorization, events: { token, aesKey, previous } };
}

/** Replaces the accounts, as a change of the merchants does. */
function replace(statuses: Readonly<Record<string, AccountStatus>>): void {
  const accounts = Object.entries(statuses).map(([appid, status]) => accountWith(appid, status));
  stack.server.replaceAccess({ auth: AUTH, routerSecret: undefined, callersOfAuthorized: ['office'], accounts });
}

interface Followed {
  readonly transport: string;
  readonly events: FollowedEvent[];
  end: FollowEnd | undefined;
  endedAt: number;
}

const openNow = async () => {
  const { value } = await scrape(stack.server.url);
  return TRANSPORTS.reduce((sum, transport) => sum + (value('cardgraph_subscriptions', { transport }) ?? 0), 0);
};

/** Opens a subscription over each transport. */
async function follow(caller: string, appid?: string, after?: string): Promise<readonly Followed[]> {
  const before = await openNow();
  const headers = { 'x-api-key': keyOf(caller), ...(appid !== undefined && { 'x-wechat-appid': appid }) };
  const query = `subscription ($after: EventCursor) { cardEvents(after: $after) { cursor kind } }`;
  const followed = TRANSPORTS.map((transport) => {
    const one: Followed = { transport, events: [], end: undefined, endedAt: 0 };
    const { signal } = stopping;
    const onEvent = (event: FollowedEvent) => void one.events.push(event);
    const options = { url: stack.server.url, query, variables: { after }, headers, onEvent, signal };
    void RAW_FOLLOWERS[transport](options).then((end) => {
      one.end = end;
      one.endedAt = Date.now();
    });
    return one;
  });
  await until(async () => (await openNow()) === before + TRANSPORTS.length);
  return followed;
}

/** Expects that all end within a second, and returns their last cursors. */
async function endsOf(followed: readonly Followed[]): Promise<readonly string[]> {
  const since = Date.now();
  await until(() => followed.every(({ end }) => end !== undefined));
  for (const { endedAt } of followed) expect(endedAt - since).toBeLessThan(END_MS);
  expect(followed.map(({ transport, end }) => ({ transport, ...end }))).toEqual(
    TRANSPORTS.map((transport) => ({ transport, code: 'ACCOUNT_NOT_AUTHORIZED', cursor: expect.any(String) })),
  );
  return followed.map(({ end }) => String(end?.cursor));
}

describe('over every transport, within a second, with ACCOUNT_NOT_AUTHORIZED and the cursor', () => {
  test.each([
    ['names the account', 'shop', DEMO_APPID],
    ['names no account', 'shop', undefined],
    ['may use all authorized accounts', 'office', DEMO_APPID],
  ])('a subscription that %s ends when its merchant withdraws the authorization', async (_subject, caller, appid) => {
    replace({ [DEMO_APPID]: 'ACTIVE', [OTHER]: 'ACTIVE' });
    const withdrawn = await follow(caller, appid);
    const kept = await follow('shop', OTHER);
    replace({ [DEMO_APPID]: 'UNAUTHORIZED', [OTHER]: 'ACTIVE' });
    await endsOf(withdrawn);
    expect(kept.map(({ end }) => end)).toEqual([undefined, undefined, undefined]);
    expect(await openNow()).toBe(TRANSPORTS.length);
  });

  test('a subscription ends when its authorized account disappears', async () => {
    replace({ [DEMO_APPID]: 'ACTIVE', [OTHER]: 'ACTIVE' });
    const followed = await follow('shop', DEMO_APPID);
    replace({ [OTHER]: 'ACTIVE' });
    await endsOf(followed);
  });
});

test.each<AccountStatus>(['LACKS_CARDS', 'NEEDS_AUTHORIZATION'])(
  'a subscription continues when the status of its account becomes %s',
  async (status) => {
    replace({ [DEMO_APPID]: 'ACTIVE' });
    const followed = await follow('shop', DEMO_APPID);
    replace({ [DEMO_APPID]: status });
    await new Promise((go) => setTimeout(go, END_MS));
    expect(followed.map(({ end }) => end)).toEqual([undefined, undefined, undefined]);
    expect(await openNow()).toBe(TRANSPORTS.length);
  },
);

test('a new subscription to an account without authorization is refused with ACCOUNT_NOT_AUTHORIZED', async () => {
  replace({ [DEMO_APPID]: 'UNAUTHORIZED' });
  const headers = { 'x-api-key': keyOf('shop'), 'x-wechat-appid': DEMO_APPID };
  const options = {
    url: stack.server.url,
    query: 'subscription { cardEvents { cursor } }',
    headers,
    onEvent: () => {},
  };
  for (const transport of ['sse', 'multipart'] as const) {
    const { signal } = stopping;
    expect(await RAW_FOLLOWERS[transport]({ ...options, signal })).toMatchObject({ code: 'ACCOUNT_NOT_AUTHORIZED' });
  }
});
