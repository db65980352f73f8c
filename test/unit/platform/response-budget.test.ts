import type { ServerResponse } from 'node:http';
import { Deadline } from '../../../src/deadline.js';
import { MAX_RESPONSE_BYTES, ResponseBudget } from '../../../src/platform/response-budget.js';
import { Transport } from '../../../src/platform/transport.js';
import { failureOf, until } from '../../support/direct-client.js';
import { sendBytes, startRawPlatform } from '../../support/raw-platform.js';

const LARGE = Buffer.alloc(10 * 1024 * 1024, ' ');
/** Enough for one large response, but not for two. */
const BUDGET = MAX_RESPONSE_BYTES;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A platform that starts a large response at /large and ends it on `end()`. It responds to other paths immediately. */
async function given(headers: Record<string, number>) {
  const started: ServerResponse[] = [];
  const platform = await startRawPlatform(({ path }, response) => {
    if (path !== '/large') return sendBytes(response, path === '/too-long' ? Buffer.alloc(BUDGET + 1) : '{}');
    started.push(response);
    response.writeHead(200, headers);
    response.write(LARGE.subarray(1024));
  });
  const transport = new Transport({ baseUrl: platform.url, timeoutMs: 5000, budget: new ResponseBudget(BUDGET) });
  closers.push(
    () => platform.close(),
    () => transport.close(),
  );
  const send = (endpoint: string) => {
    const deadline = new Deadline(5000);
    return transport.send({ endpoint, method: 'POST', query: '', deadline }).finally(() => deadline.close());
  };
  const end = () => started.shift()?.end(LARGE.subarray(0, 1024));
  return { platform, started, send, end };
}

describe.each<[form: string, headers: Record<string, number>]>([
  ['with a length', { 'content-length': LARGE.length }],
  ['in chunks', {}],
])('a large response %s', (_, headers) => {
  test('fails as overloaded and closes its socket while another one uses the budget, and small responses still work', async () => {
    const { platform, started, send, end } = await given(headers);
    const calls = [send('/large'), send('/large')];
    const error = await failureOf(Promise.race(calls));
    expect(error).toMatchObject({ kind: 'overloaded', endpoint: '/large', sent: true, retryAfterSeconds: 1 });
    expect(error.message).toMatch(/^\/large was called, but there is not enough free memory for its response$/);
    await until(() => platform.sockets.closed === 1);
    expect((await send('/small')).toString()).toBe('{}');
    while (started.length > 0) end();
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const again = send('/large');
    await until(() => started.length === 1);
    end();
    expect((await again).length).toBe(LARGE.length);
  });

  test('returns its memory to the budget when it is truncated', async () => {
    const { started, send, end } = await given(headers);
    for (let n = 0; n < 3; n += 1) {
      const cut = send('/large');
      await until(() => started.length === 1);
      await new Promise((go) => setTimeout(go, 50));
      started.shift()?.destroy();
      expect(await failureOf(cut)).toMatchObject({ kind: 'transport' });
    }
    const again = send('/large');
    await until(() => started.length === 1);
    end();
    expect((await again).length).toBe(LARGE.length);
  });
});

test('a response over 16 MiB fails as too large, not as overloaded', async () => {
  const { send } = await given({});
  expect(await failureOf(send('/too-long'))).toMatchObject({
    kind: 'transport',
    message: '/too-long failed: the response is too large',
  });
});

test('a body in chunks of one byte counts with the memory of its chunks', async () => {
  const platform = await startRawPlatform((_, response) => {
    const bytes = 200_000;
    response.socket?.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(bytes)}0\r\n\r\n`);
  });
  const transport = new Transport({ baseUrl: platform.url, timeoutMs: 5000, budget: new ResponseBudget(BUDGET) });
  closers.push(
    () => platform.close(),
    () => transport.close(),
  );
  const sent = transport.send({ endpoint: '/chunks', method: 'POST', query: '', deadline: new Deadline(5000) });
  expect(await failureOf(sent)).toMatchObject({ kind: 'overloaded' });
});
