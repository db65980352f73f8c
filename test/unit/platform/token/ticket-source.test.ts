import { Deadline } from '../../../../src/deadline.js';
import { createLog } from '../../../../src/log.js';
import { PlatformClient } from '../../../../src/platform/client.js';
import { OutageLog } from '../../../../src/platform/outage-log.js';
import { ticketKeys, tokenKeys } from '../../../../src/store/keys.js';
import { createMemoryStore } from '../../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../../src/store/store.js';
import { everyTextOf, failureOf, PLANTED_SECRET } from '../../../support/direct-client.js';
import { type Answerer, type RawPlatform, sendJson, startRawPlatform } from '../../../support/raw-platform.js';

const GETTICKET = '/cgi-bin/ticket/getticket';
const secret = { reveal: () => PLANTED_SECRET };

/** Timers keep running while the clock is set. */
const FAKED_BUT_DATE = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];
const NOW = Date.UTC(2026, 0, 1);

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

/** A platform with a ticket of 7,200 seconds, which it returns until it expires. Fails with `errcode` if it is not 0. */
async function givenPlatform(respond?: Answerer) {
  const issued = { errcode: 0, number: 0, endsAt: 0 };
  const platform = await startRawPlatform((request, response) => {
    if (respond) return respond(request, response);
    if (issued.errcode !== 0) return sendJson(response, { errcode: issued.errcode, errmsg: 'rid: 1a-2b' });
    if (Date.now() >= issued.endsAt) {
      issued.number += 1;
      issued.endsAt = Date.now() + 7_200_000;
    }
    const expires_in = Math.floor((issued.endsAt - Date.now()) / 1000);
    sendJson(response, { errcode: 0, errmsg: 'ok', ticket: `PLANTED-TICKET-${issued.number}`, expires_in });
  });
  closers.push(() => platform.close());
  return Object.assign(platform, { issued });
}

interface Replica {
  ticket(deadline?: Deadline): Promise<string>;
}

function replicaOf(platform: { url: string }, records: RecordStore, log = createLog({ level: 'silent' })): Replica {
  const account = { appid: 'wx1', baseUrl: platform.url, token: { mode: 'stable' as const, secret } };
  const client = new PlatformClient({
    accounts: [account],
    timeoutMs: 2000,
    queue: { concurrency: 10, waiting: 100 },
    coalesce: true,
    records,
    outages: new OutageLog(log),
  });
  closers.push(() => client.close());
  return {
    async ticket(given) {
      const deadline = given ?? new Deadline(2000);
      try {
        return await client.bind(account, deadline).cardTicket();
      } finally {
        deadline.close();
      }
    },
  };
}

const callsOf = ({ paths }: RawPlatform) => paths.filter((path) => path === GETTICKET).length;
const givenRecords = () => createMemoryStore().records;
const unavailable = () => Promise.reject(new StoreUnavailable('unavailable'));
const UNAVAILABLE: RecordStore = { get: unavailable, compareAndSet: unavailable, close: async () => undefined };

describe('the ticket of card signatures', () => {
  test('is requested by GET with type wx_card and the access token', async () => {
    const platform = await givenPlatform();
    await expect(replicaOf(platform, givenRecords()).ticket()).resolves.toBe('PLANTED-TICKET-1');
    const arrival = platform.arrivals.find(({ path }) => path === GETTICKET);
    expect(arrival).toMatchObject({ method: 'GET', query: { type: 'wx_card', access_token: expect.any(String) } });
  });

  test('costs one call for 100 callers on four replicas', async () => {
    const platform = await givenPlatform();
    const records = givenRecords();
    const replicas = [1, 2, 3, 4].map(() => replicaOf(platform, records));
    const tickets = await Promise.all(replicas.flatMap((one) => Array.from({ length: 25 }, () => one.ticket())));
    expect(new Set(tickets)).toEqual(new Set(['PLANTED-TICKET-1']));
    expect(callsOf(platform)).toBe(1);
  });

  test('survives a caller that leaves while it is fetched', async () => {
    let respond: () => void = () => undefined;
    const platform = await givenPlatform((_request, response) => {
      respond = () => sendJson(response, { errcode: 0, ticket: 'PLANTED-TICKET-1', expires_in: 7200 });
    });
    const replica = replicaOf(platform, givenRecords());
    const leaving = new Deadline(2000);
    const left = failureOf(replica.ticket(leaving));
    const staying = replica.ticket();
    while (callsOf(platform) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.cancel();
    await expect(left).resolves.toMatchObject({ kind: 'cancelled', endpoint: GETTICKET });
    respond();
    await expect(staying).resolves.toBe('PLANTED-TICKET-1');
    expect(callsOf(platform)).toBe(1);
  });

  test('is not used in its last minute, except if it was fetched in that minute', async () => {
    jest.useFakeTimers({ now: NOW, doNotFake: FAKED_BUT_DATE });
    const platform = await givenPlatform();
    const replica = replicaOf(platform, givenRecords());
    const at = (seconds: number) => {
      jest.setSystemTime(NOW + seconds * 1000);
      return replica.ticket();
    };
    await at(0);
    await at(7139.9);
    expect(callsOf(platform)).toBe(1);
    // The platform returns the same ticket once more, which is then used to its end.
    for (const seconds of [7140, 7150, 7199.9]) await expect(at(seconds)).resolves.toBe('PLANTED-TICKET-1');
    expect(callsOf(platform)).toBe(2);
    await expect(at(7200)).resolves.toBe('PLANTED-TICKET-2');
    await at(14_000);
    expect(callsOf(platform)).toBe(3);
  });

  test('is not used longer than it lives after the system clock was set back', async () => {
    jest.useFakeTimers({ now: NOW, doNotFake: FAKED_BUT_DATE });
    let calls = 0;
    const platform = await givenPlatform((_request, response) => {
      calls += 1;
      sendJson(response, { errcode: 0, ticket: `PLANTED-TICKET-${calls}`, expires_in: calls === 1 ? 1 : 7200 });
    });
    const replica = replicaOf(platform, givenRecords());
    await expect(replica.ticket()).resolves.toBe('PLANTED-TICKET-1');
    jest.setSystemTime(NOW - 3_600_000);
    await expect(replica.ticket()).resolves.toBe('PLANTED-TICKET-1');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expect(replica.ticket()).resolves.toBe('PLANTED-TICKET-2');
    await replica.ticket();
    expect(calls).toBe(2);
  });

  test('is fetched again after a failure, which every waiting caller gets', async () => {
    const platform = await givenPlatform();
    platform.issued.errcode = 48001;
    const replica = replicaOf(platform, givenRecords());
    const failures = await Promise.all([failureOf(replica.ticket()), failureOf(replica.ticket())]);
    expect(failures).toMatchObject([{ errcode: 48001 }, { errcode: 48001 }]);
    expect(callsOf(platform)).toBe(1);
    platform.issued.errcode = 0;
    await expect(replica.ticket()).resolves.toBe('PLANTED-TICKET-1');
  });

  test('renews a rejected access token', async () => {
    let rejected: string | undefined;
    const platform = await givenPlatform(({ query: { access_token } }, response) => {
      rejected ??= access_token;
      const answer = access_token === rejected ? { errcode: 42001 } : { errcode: 0, ticket: 'new', expires_in: 7200 };
      sendJson(response, answer);
    });
    await expect(replicaOf(platform, givenRecords()).ticket()).resolves.toBe('new');
  });

  test.each([
    ['without a ticket', { errcode: 0, expires_in: 7200 }],
    ['with an empty ticket', { errcode: 0, ticket: '', expires_in: 7200 }],
  ])('is not taken from a response %s', async (_subject, body) => {
    const platform = await givenPlatform((_request, response) => sendJson(response, body));
    await expect(failureOf(replicaOf(platform, givenRecords()).ticket())).resolves.toMatchObject({
      endpoint: GETTICKET,
    });
  });

  test('is fetched by each replica while the store is unavailable, and is the same one', async () => {
    const platform = await givenPlatform();
    const replicas = [replicaOf(platform, UNAVAILABLE), replicaOf(platform, UNAVAILABLE)];
    const tickets = await Promise.all(replicas.flatMap((one) => [one.ticket(), one.ticket()]));
    expect(new Set(tickets)).toEqual(new Set(['PLANTED-TICKET-1']));
    expect(callsOf(platform)).toBe(2);
  });

  test('appears neither in the store, except encrypted, nor in logs or errors', async () => {
    const platform = await givenPlatform();
    const records = givenRecords();
    const lines: string[] = [];
    const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
    await replicaOf(platform, records, log).ticket();
    const name = { baseUrl: platform.url, appid: 'wx1' };
    const stored = await records.get(ticketKeys(name).record);
    expect(stored).toMatch(/^[\w+/=]{100,}$/);
    expect(Buffer.from(stored ?? '', 'base64').toString('latin1')).not.toContain('PLANTED');
    expect(lines.join('')).not.toContain('PLANTED-TICKET');
    platform.issued.errcode = 45009;
    const failure = await failureOf(replicaOf(platform, givenRecords(), log).ticket());
    expect(everyTextOf(failure)).not.toContain('PLANTED');
  });

  test('cannot be read from the record of the access token', async () => {
    const platform = await givenPlatform();
    const records = givenRecords();
    await replicaOf(platform, records).ticket();
    const name = { baseUrl: platform.url, appid: 'wx1' };
    const token = await records.get(tokenKeys('stable', name).record);
    await records.compareAndSet(ticketKeys(name).record, await records.get(ticketKeys(name).record), token, 60_000);
    await expect(replicaOf(platform, records).ticket()).resolves.toBe('PLANTED-TICKET-1');
    expect(callsOf(platform)).toBe(2);
  });
});
