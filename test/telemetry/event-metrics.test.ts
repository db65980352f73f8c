import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import { retentionOf } from '../../src/events/retention.js';
import { until } from '../support/event-logs.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { InterruptedLog } from '../support/interrupted-log.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { scrape } from '../support/scrape.js';

const MAX_BYTES = 2_000_000;

const backend = new InterruptedLog(retentionOf());
let stack: EventStack;

beforeAll(async () => {
  const events = { listener: undefined, retentionDays: 7, maxBytes: MAX_BYTES };
  stack = await startEventStack({ events }, backend);
});
afterAll(() => stack.close());

/** Replaces the accounts, after which the logs are read again. */
const replaceAccounts = (accounts: readonly (typeof stack.silentAccount)[]) =>
  stack.server.replaceAccess({ accounts, auth: { mode: 'none' }, routerSecret: undefined });

const account = DEMO_APPID;
const size = async (stream: string) =>
  (await scrape(stack.graph.url)).value('cardgraph_events_logged', { account, stream });

describe('the metrics of events', () => {
  test('have the age of an event when it was stored, and do not count a duplicate', async () => {
    const before = Math.floor(Date.now() / 1000) - 40;
    for (let times = 0; times < 2; times += 1) await stack.push('user_get_card', { CardId: 'p1', CreateTime: before });
    const { value } = await scrape(stack.graph.url);
    expect(value('cardgraph_events_delay_seconds_bucket', { le: '30' })).toBe(0);
    expect(value('cardgraph_events_delay_seconds_bucket', { le: '60' })).toBe(1);
    expect(value('cardgraph_events_delay_seconds_count')).toBe(1);
  });

  test('have the size and the oldest event of each log, which a scrape does not read', async () => {
    await stack.push('user_view_card', { CardId: 'p1' });
    await stack.push('user_view_card', { CardId: 'p2' });
    replaceAccounts([{ ...stack.silentAccount, events: PUSH_ACCOUNT.events } as typeof stack.silentAccount]);
    await until(async () => expect(await size('activity')).toBe(2));
    const { reads } = backend;
    const { value } = await scrape(stack.graph.url);
    expect(value('cardgraph_events_logged', { account, stream: 'state' })).toBe(1);
    expect(value('cardgraph_events_log_bytes', { account })).toBe((await backend.state(accountName())).bytes);
    const oldest = value('cardgraph_events_oldest_timestamp_seconds', { account, stream: 'state' }) ?? 0;
    expect(Date.now() / 1000 - oldest).toBeLessThan(60);
    expect(value('cardgraph_events_log_max_bytes')).toBe(MAX_BYTES);
    expect(backend.reads).toBe(reads);
  });

  test('have the time of the last gap, also of one that another replica has appended', async () => {
    const { value } = await scrape(stack.graph.url);
    const at = value('cardgraph_events_gap_timestamp_seconds', { account }) ?? 0;
    expect(Math.abs(Date.now() / 1000 - at)).toBeLessThan(60);
  });

  test('have no series of an account that was removed', async () => {
    replaceAccounts([]);
    const { text } = await scrape(stack.graph.url);
    expect(text.split('\n').filter((line) => line.includes(`account="${account}"`))).toEqual([]);
  });
});

const accountName = () => ({ appid: account, baseUrl: stack.silentAccount.baseUrl });
