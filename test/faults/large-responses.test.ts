import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { sendJson, startRawPlatform } from '../support/raw-platform.js';

const CALLS = 40;
const BYTES = 15 * 1024 * 1024;
/** Maximum growth of the process's memory for forty such responses, MiB: the budget and the parsing of one response at a time. */
const MAX_GROWTH = 450;

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MEMORY = process.platform === 'linux' ? test : test.skip;

MEMORY('bounds the memory that 40 large responses take at once', async () => {
  const waiting: ServerResponse[] = [];
  const end = Buffer.from(`{"errcode":0,"card":{"card_type":"CASH","cash":{"base_info":{"title":"t"}}},"padding":"`);
  const body = Buffer.concat([end, Buffer.alloc(BYTES - end.length - 2, 'x'), Buffer.from('"}')]);
  const small = { errcode: 0, card: { card_type: 'CASH', cash: { base_info: { title: 'small' } } } };
  const platform = await startRawPlatform(({ body: request }, response) => {
    if (!request.includes('pLARGE')) return sendJson(response, small);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': BYTES });
    response.write(body.subarray(0, BYTES - 1000));
    waiting.push(response);
    if (waiting.length === CALLS) for (const one of waiting) one.end(body.subarray(BYTES - 1000));
  });
  const server = new Child(['serve'], {
    ...{ PORT: '0', WECHAT_BASE_URL: platform.url, WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' },
    ...{ STATE_DIR: join(folder, 'state'), LOG_LEVEL: 'silent', CACHE: 'off', REQUEST_TIMEOUT_MS: '20000' },
    ...{ OVERLOAD_EVENT_LOOP_DELAY_MS: '0', OVERLOAD_HEAP_PERCENT: '0' },
  });
  try {
    const graph = new GraphClient(await server.announced('GraphQL'));
    await graph.data('{ card(id: "pSMALL") { title } }');
    const before = peakMiB(server.pid);
    const answers = await Promise.all(
      Array.from({ length: CALLS }, (_, n) => graph.ask(`{ card(id: "pLARGE-${n}") { title } }`)),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok');
    expect(codes.filter((code) => code === 'SERVER_OVERLOADED').length).toBeGreaterThan(CALLS / 2);
    expect(codes.filter((code) => code === 'ok').length).toBeGreaterThan(0);
    expect(new Set(codes).size).toBe(2);
    expect(await graph.data('{ card(id: "pSMALL") { title } }')).toEqual({ card: { title: 'small' } });
    expect(peakMiB(server.pid) - before).toBeLessThan(MAX_GROWTH);
  } finally {
    await server.stop('SIGKILL');
    await platform.close();
  }
});

/** Returns the peak memory of the process so far. */
function peakMiB(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
