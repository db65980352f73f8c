import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator/server.js';
import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import { eventsFile } from '../../src/events/file-backend.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { REFUSALS } from '../../src/webhooks/intake.js';
import { type Collector, startCollector } from '../support/collector.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { sendBytes } from '../support/http.js';
import { plantedPushes } from '../support/planted-pushes.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { fullSelection } from '../support/selection.js';
import { until } from '../support/time.js';

/** A store of the event log that can be interrupted. */
interface InterruptedStore {
  readonly env: Readonly<Record<string, string>>;
  readonly kind: 'redis' | 'folder';
  /** Interrupts the store during the task. */
  interrupt(task: () => Promise<void>): Promise<void>;
  /** Everything that was sent to the store, and all its files. */
  contents(): string;
  close(): Promise<void>;
}

function filesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}

const STORES: Readonly<Record<'Redis' | 'STATE_DIR', (folder: string) => Promise<InterruptedStore>>> = {
  async Redis(folder) {
    const redis = await TestRedis.start({ dir: folder });
    const monitor = spawn('redis-cli', ['-u', redis.url, 'MONITOR'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let sent = '';
    monitor.stdout.on('data', (chunk) => {
      sent += chunk;
    });
    await until(async () => sent.includes('OK'));
    return {
      kind: 'redis',
      env: { REDIS_URL: redis.url },
      async interrupt(task) {
        redis.freeze();
        await task().finally(() => redis.thaw());
      },
      contents: () => sent + filesIn(folder),
      async close() {
        monitor.kill();
        await once(monitor, 'close');
        await redis.close();
      },
    };
  },
  async STATE_DIR(folder) {
    return {
      kind: 'folder',
      env: { STATE_DIR: folder },
      async interrupt(task) {
        const file = eventsFile(folder);
        renameSync(file, `${file}-aside`);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await task().finally(() => renameSync(`${file}-aside`, file));
      },
      contents: () => filesIn(folder),
      close: async () => {},
    };
  },
};

/** All fields of the events. */
const EVERYTHING = `query ($after: EventCursor) {
  cardEvents(after: $after, first: 100) {
    nodes ${fullSelection(createSchema(), 'CardEvent', ['Card', 'Code', 'WechatUser'])}
    endCursor hasMore
  }
}`;

const KEYS = `{
  cardEvents(first: 100) {
    nodes {
      ... on CodeClaimedEvent { card { id } code { code } user { openid } giver { openid } }
      ... on CodeRedeemedEvent { card { id } code { code } user { openid } staff { openid } }
    }
  }
}`;

const REFERENCES = `{
  cardEvents(first: 100) {
    nodes {
      ... on CodeClaimedEvent { code { code status } user { openid wallet { codes { totalCount } } } }
      ... on CodeRedeemedEvent { code { code status } }
    }
  }
}`;

const INVALID = [
  'query ($of: String!) { cardEvents(after: $of) { endCursor } }',
  'query ($of: EventCursor!) { cardEvents(after: $of) { endCursor } }',
  'query ($of: ID!) { cardEvents(cardIds: [$of, ""]) { endCursor } }',
  'query ($of: ID!) { cardEvents(cardIds: [$of], first: -1) { endCursor } }',
  'query ($of: ID!) { cardEvents(cardIds: [$of]) { nope } }',
  'query ($of: [CardEventKindFilter!]) { cardEvents(kinds: $of) { endCursor } }',
];

describe.each(Object.entries(STORES))('with the event log in %s', (place, open) => {
  (place === 'Redis' && !hasRedis ? test.skip : test)(
    'no log line, metric, span, error or store contains a part of a pushed message, its query or its keys in clear',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cardgraph-event-secrets-'));
      const store = await open(folder);
      const emulator = await startEmulator();
      const control = new EmulatorControl(emulator.url);
      const collector: Collector = await startCollector();
      const pushes = plantedPushes(DEMO_APPID);
      const server = new Replica(emulator.url, {
        ...store.env,
        ...pushes.env,
        WECHAT_APP_ID: DEMO_APPID,
        LOG_LEVEL: 'trace',
        LIMIT_ALIASES: '1000',
        LIMIT_TOKENS: '10000',
        FTV1: 'on',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        REQUEST_TIMEOUT_MS: '3000',
      });
      const traced = { 'apollo-federation-include-trace': 'ftv1' };
      let federatedTraces = '';
      let returned = '';
      let metrics = '';
      const errors: string[] = [];
      const query = async (text: string, variables: object = {}) => {
        const answer = await server.graph.ask(text, variables, traced);
        federatedTraces += Buffer.from(String(answer.extensions?.ftv1), 'base64').toString('latin1');
        errors.push(JSON.stringify(answer.errors ?? []));
        returned += JSON.stringify(answer.data ?? null);
        return answer;
      };
      try {
        await server.start();
        const isUp = async () => (await scrape(server.url)).value('cardgraph_store_up', { store: store.kind }) === 1;
        await until(isUp);
        for (const push of pushes.accepted())
          expect([push.name, await push.send(server.url)]).toEqual([push.name, 200]);
        for (const push of pushes.refused()) {
          expect([push.name, await push.send(server.url)]).toEqual([push.name, push.status]);
        }
        await sendBytes(server.url, `POST /wechat/events/x?nonce=${pushes.plant('raw')} HTTP/1.1\r\nnope\r\n\r\n`);
        for (let after: string | undefined, more = true; more; ) {
          const { data } = await query(EVERYTHING, { after });
          [after, more] = [data?.cardEvents?.endCursor, data?.cardEvents?.hasMore];
        }
        await query(KEYS);
        await query(REFERENCES);
        for (const fault of [
          { kind: 'errcode', value: 40127 },
          { kind: 'http', value: 502 },
          { kind: 'garbage' },
        ] as const) {
          await control.fault(fault);
          await query(REFERENCES);
          await control.clearFaults();
        }
        for (const invalid of INVALID) await query(invalid, { of: pushes.plant('argument') });
        await store.interrupt(async () => {
          const statuses = await Promise.all(pushes.claims(50).map((push) => push.send(server.url)));
          expect(new Set(statuses)).toEqual(new Set([503]));
          await query(EVERYTHING);
        });
        await until(isUp);
        metrics = (await scrape(server.url)).text;
      } finally {
        await server.stop();
        await emulator.close();
        await collector.close();
      }
      const stored = store.contents();
      await store.close();
      rmSync(folder, { recursive: true, force: true });

      for (const field of ['code', 'openid', 'UnionId', 'OuterStr', 'RefuseReason', 'VerifyCode', 'RemarkAmount']) {
        expect(returned).toContain(`PLANTED-${field}-`);
      }
      expect(pushes.leaksIn(returned).length).toBeGreaterThan(50);
      const isCounted = (reason: string) =>
        new RegExp(`cardgraph_webhook_refused_total\\{[^}]*reason="${reason}"[^}]*\\} [1-9]`).test(metrics);
      // Busy is only a server with 256 messages in flight. Merchants exist only in third-party mode.
      expect(REFUSALS.filter((reason) => !isCounted(reason) && !['busy', 'merchant'].includes(reason))).toEqual([]);
      for (const code of [
        'SERVER_OVERLOADED',
        'EVENTS_CURSOR_UNKNOWN',
        'BAD_USER_INPUT',
        'GRAPHQL_VALIDATION_FAILED',
      ]) {
        expect(errors.join()).toContain(code);
      }
      expect(server.written).toContain('Platform event was not stored');
      expect(server.written).toContain('Webhook requests with a wrong signature were refused');
      expect(server.written).toContain('"msg":"request"');
      expect(collector.spans.length).toBeGreaterThan(10);
      expect(federatedTraces).toContain('cardEvents');
      expect(stored).toContain('CLAIMED');
      expect(pushes.leaksIn(server.written)).toEqual([]);
      expect(server.written).not.toMatch(/\/wechat\/[^\s"]*\?|msg_signature=|echostr=/);
      expect(pushes.leaksIn(collector.text)).toEqual([]);
      expect(pushes.leaksIn(federatedTraces)).toEqual([]);
      expect(pushes.leaksIn(metrics)).toEqual([]);
      expect(pushes.leaksIn(errors.join('\n'))).toEqual([]);
      expect(pushes.leaksIn(stored)).toEqual([]);
    },
    120_000,
  );
});
