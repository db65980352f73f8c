import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore } from '../../src/store/file.js';
import { Child } from '../support/child.js';
import { ago, daysBetween } from '../support/china-days.js';
import { COMPONENT } from '../support/component-receiver.js';
import { eventXml, PUSH, pushOf } from '../support/pushes.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { accountsHave, startThirdParty } from '../support/third-party-server.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

/** Cards of the export that is killed: 20,000 with `npm run faults:export`. */
const CARDS = Number(process.env.CARDS ?? 600);

const SECRET = 'demo-secret';

const emulator = useEmulator();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const account = () => ({
  WECHAT_BASE_URL: emulator.url,
  WECHAT_APP_ID: 'wxdemo',
  WECHAT_APP_SECRET: SECRET,
  STATE_DIR: join(folder, 'state'),
});

const KEYS = { EVENTS_TOKEN: PUSH.token, EVENTS_AES_KEY: PUSH.aesKey };

const FAST = ['--calls-per-minute', '6000'];

/** Starts an export at the fastest pace. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  return new Child(['export', ...args], { ...account(), ...env });
}

/** Runs an export to its end. No secret may be in its output. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = start([...args, ...FAST], env);
  const code = await child.exit();
  for (const secret of [SECRET, PUSH.token, PUSH.aesKey]) expect(child.stdout + child.stderr).not.toContain(secret);
  return { code, stdout: child.stdout, stderr: child.stderr, rows: rowsOf(child.stdout) };
}

const rowsOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => (line.startsWith('{') ? JSON.parse(line) : {}));

/** Waits until an export with `--progress` has reported this number of units of work. */
async function reached(child: Child, units: number): Promise<void> {
  const reported = () => Number([...child.stderr.matchAll(/^(\d+) of \d+/gm)].at(-1)?.[1] ?? 0);
  while (reported() < units) await new Promise((resolve) => setTimeout(resolve, 50));
}

const linesIn = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0);

describe('cardgraph export cards', () => {
  test('writes each card as the graph returns it, with one card/get per card', async () => {
    const { cards } = await emulator.state();
    await emulator.clearLedger();
    const { code, rows, stderr } = await run(['cards']);
    expect(code).toBe(0);
    expect(stderr).toContain('use --output FILE');
    expect(stderr).toContain(`Exported ${cards.length} rows`);
    expect(await emulator.calls()).toEqual({ '/card/batchget': 1, '/card/get': cards.length });
    expect(rows.map(({ id }) => id).sort()).toEqual(cards.map(idOf).sort());
    expect(rows.find(({ id }) => id === 'pDEMO-groupon-0001')).toMatchObject({
      type: 'GROUPON',
      status: 'APPROVED',
      stock: { quantity: expect.any(Number), totalQuantity: expect.any(Number) },
      details: { __typename: 'GrouponDetails', dealDetail: expect.any(String) },
    });
  });

  test('exports the account of a merchant of the third-party platform, and refuses one that has not authorized', async () => {
    const state = join(folder, 'agency');
    const store = openFileStore(state);
    const server = await startThirdParty(emulator, { store });
    await emulator.authorize({ appid: 'wxmerchant' });
    await accountsHave(server, { wxmerchant: 'ACTIVE' });
    const env = {
      ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', STATE_DIR: state },
      ...{ COMPONENT_APP_ID: COMPONENT.appid, COMPONENT_APP_SECRET: COMPONENT.secret },
      ...{ COMPONENT_TOKEN: COMPONENT.token, COMPONENT_AES_KEY: COMPONENT.aesKey },
    };
    const exported = await run(['cards', '--account', 'wxmerchant'], env);
    const refused = await run(['cards', '--account', 'wxstranger'], env);
    const unnamed = await run(['cards'], env);
    await server.close();
    await store.close();
    expect(exported.code).toBe(0);
    expect(exported.rows).toHaveLength((await emulator.state('wxmerchant')).cards.length);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('neither configured nor') });
    expect(unnamed).toMatchObject({ code: 64, stderr: expect.stringContaining('--account: required') });
  });

  test('that is killed twice ends complete and without duplicates', async () => {
    const existing = (await emulator.state()).cards.length;
    await emulator.addCards(CARDS - existing);
    await emulator.clearLedger();
    const path = join(folder, 'cards.jsonl');
    const args = ['cards', '--output', path, '--progress', ...FAST];
    const resumed: number[] = [];
    for (const share of [0.4, 0.75]) {
      const child = start(args);
      await reached(child, CARDS * share);
      await child.stop('SIGKILL');
      expect(child.stderr).toMatch(/^\d+ of \d+ \(\d+ %\) cards, \d+ rows, \d+ a minute, \d+:\d\d:\d\d left$/m);
      resumed.push(Number(/after (\d+) rows/.exec(child.stderr)?.[1] ?? 0));
      appendFileSync(path, '{"id":"torn');
    }
    const { code, stdout, stderr } = await run(['cards', '--output', path]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`Exported ${CARDS} rows`);
    resumed.push(Number(/after (\d+) rows/.exec(stderr)?.[1] ?? 0));
    expect(resumed[1]).toBeGreaterThan(0);
    expect(resumed[2]).toBeGreaterThan(resumed[1] ?? 0);
    const ids = rowsOf(readFileSync(path, 'utf8')).map(({ id }) => id);
    expect(ids).toHaveLength(CARDS);
    expect(new Set(ids)).toEqual(new Set((await emulator.state()).cards.map(idOf)));
    expect(existsSync(`${path}.progress`)).toBe(false);
    // The list was read once, and only cards after the last checkpoints were read again.
    const calls = await emulator.calls();
    expect(calls['/card/batchget']).toBe(Math.floor(CARDS / 50) + 1);
    expect(calls['/card/get']).toBeLessThan(CARDS + 2 * 300);
  }, 600_000);

  test('writes CSV that continues after a kill, with one head', async () => {
    await emulator.addCards(200);
    const path = join(folder, 'cards.csv');
    const args = ['cards', '--format', 'csv', '--output', path];
    const child = start([...args, ...FAST]);
    await until(() => existsSync(path) && statSync(path).size > 60_000);
    await child.stop('SIGKILL');
    expect((await run(args)).code).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('\u{feff}id,type,typeRaw,title,')).toBe(true);
    expect(text.split('id,type,typeRaw,title,')).toHaveLength(2);
    const ids = [...text.matchAll(/^(p[\w-]+),[A-Z_]+,[A-Z_]+,/gm)].map(([, id]) => id);
    expect([...ids].sort()).toEqual((await emulator.state()).cards.map(idOf).sort());
  });

  test('keeps to its pace', async () => {
    const child = start(['cards', '--calls-per-minute', '120']);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await child.stop('SIGKILL');
    const calls = await emulator.calls();
    expect((calls['/card/batchget'] ?? 0) + (calls['/card/get'] ?? 0)).toBeLessThanOrEqual(10);
  });

  test('exports the account that --account names', async () => {
    const file = join(folder, 'accounts.json');
    await emulator.addAccount('wxsecond', 'second-secret');
    const accounts = [
      { appid: 'wxdemo', secret: SECRET },
      { appid: 'wxsecond', secret: 'second-secret' },
    ];
    writeFileSync(file, JSON.stringify(accounts));
    const env = { WECHAT_BASE_URL: emulator.url, ACCOUNTS_FILE: file, WECHAT_APP_ID: '', WECHAT_APP_SECRET: '' };
    await emulator.clearLedger();
    expect((await run(['rules', '--account', 'wxsecond'], env)).code).toBe(0);
    const { recent } = await emulator.ledger();
    expect(new Set(recent.map(({ appid }) => appid))).toEqual(new Set(['wxsecond']));
    const { code, stderr } = await run(['rules', '--account', 'wxthird'], env);
    expect(code).toBe(64);
    expect(stderr).toContain('--account: expected the appid of one of the configured accounts (2), got 7');
    expect(stderr).not.toContain('wxthird');
  });
});

const idOf = (card: object): string => {
  const [kind = ''] = Object.keys(card).filter((key) => key !== 'card_type');
  return (card as Record<string, { base_info: { id: string } }>)[kind]?.base_info.id ?? '';
};

describe('cardgraph export when the platform fails', () => {
  test('reports a used-up quota and waits', async () => {
    await emulator.fault({ path: '/card/get', kind: 'errcode', value: 45009 });
    const path = join(folder, 'cards.jsonl');
    const child = start(['cards', '--output', path, ...FAST]);
    await until(() => child.stderr.includes('Paused'));
    expect(child.stderr).toMatch(/PLATFORM_QUOTA_EXCEEDED: .*45009.*\. Paused; next attempt in \d+ s/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { '/card/get': calls = 0 } = await emulator.calls();
    expect(calls).toBeLessThanOrEqual(10);
    await child.stop('SIGKILL');
    await emulator.clearFaults();
    expect((await run(['cards', '--output', path])).code).toBe(0);
    expect(linesIn(path)).toBe((await emulator.state()).cards.length);
  });

  test('continues after an outage', async () => {
    await emulator.fault({ path: '/card/get', kind: 'http', value: 502, times: 12 });
    const { code, rows, stderr } = await run(['cards']);
    expect(code).toBe(0);
    expect(stderr).toContain('PLATFORM_UNAVAILABLE');
    expect(rows).toHaveLength((await emulator.state()).cards.length);
  });

  test('names the cards that the platform refuses and exits with 3', async () => {
    await emulator.fault({ path: '/card/get', kind: 'errcode', value: 40097, times: 2 });
    const { cards } = await emulator.state();
    const { code, rows, stderr } = await run(['cards']);
    expect(code).toBe(3);
    expect(stderr.match(/^Missing: card pDEMO\S+: [A-Z_]+: .*40097/gm)).toHaveLength(2);
    expect(stderr).toContain(`Exported ${cards.length - 2} rows; 2 parts are missing`);
    expect(rows).toHaveLength(cards.length - 2);
  });

  test('stops with 1 for a wrong secret', async () => {
    const { code, stdout, stderr } = await run(['cards'], { WECHAT_APP_SECRET: 'another-secret' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Export stopped: PLATFORM_CONFIG: /m);
    expect(stderr).not.toContain('another-secret');
  });
});

describe('cardgraph export rules', () => {
  test('writes the rules of both types', async () => {
    const { rules } = await emulator.state();
    await emulator.clearLedger();
    const { code, rows } = await run(['rules']);
    expect(code).toBe(0);
    expect(rows.map(({ ruleId }) => ruleId).sort()).toEqual(rules.map(({ rule_id }) => String(rule_id)).sort());
    expect(rows[0]).toMatchObject({ terms: { minimumSpend: { fen: expect.any(Number), yuan: expect.any(String) } } });
    expect(await emulator.calls()).toEqual({ '/card/paygiftcard/batchget': 2 });
  });
});

describe('cardgraph export stats', () => {
  test('reads 400 days in windows of 62 days, and each origin by itself', async () => {
    const [from, to] = [ago(400), ago(1)];
    await emulator.clearLedger();
    const { code, rows, stderr } = await run(['stats', '--from', from, '--to', to]);
    expect(code).toBe(0);
    expect(await emulator.calls()).toEqual({
      '/datacube/getcardbizuininfo': 14,
      '/datacube/getcardcardinfo': 14,
      '/datacube/getcardmembercardinfo': 14,
    });
    const merchant = rows.filter(({ __typename, origin }) => __typename === 'MerchantStatsRow' && origin === 'API');
    // The demo data has 200 days, some of them without a row.
    const empty = emptyDaysIn(stderr, 'merchantStats API');
    expect(empty).toContain(from);
    expect(empty).toContain(ago(201));
    expect([...merchant.map(({ date }) => date), ...empty].sort()).toEqual(daysBetween(from, to));
    const kinds = new Set(rows.map(({ __typename, origin }) => `${__typename} ${origin}`));
    expect(kinds.size).toBe(6);
    const keys = rows.map(({ __typename, origin, date, cardId }) => `${__typename} ${origin} ${date} ${cardId}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('reports a window that the platform refuses and exits with 3', async () => {
    await emulator.fault({ path: '/datacube/getcardcardinfo', kind: 'errcode', value: 61501, times: 1 });
    const [from, to] = [ago(100), ago(1)];
    const { code, rows, stderr } = await run(['stats', '--from', from, '--to', to, '--format', 'csv']);
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`^Missing: couponStats CONSOLE ${from} to ${ago(39)}: [A-Z_]+: .*61501`, 'm'));
    expect(stderr).toContain('1 parts are missing');
    expect(rows.length).toBeGreaterThan(100);
  });

  test('exports the 62 days to yesterday by default', async () => {
    const { rows, stderr } = await run(['stats']);
    const merchant = rows.filter(({ __typename, origin }) => __typename === 'MerchantStatsRow' && origin === 'API');
    const dates = [...merchant.map(({ date }) => date), ...emptyDaysIn(stderr, 'merchantStats API')];
    expect(dates.sort()).toEqual(daysBetween(ago(62), ago(1)));
  });
});

/** Returns the days for which the platform has returned no row, according to the notes. */
function emptyDaysIn(stderr: string, statistic: string): string[] {
  const notes = stderr.matchAll(new RegExp(`^No rows of ${statistic} for (.+)$`, 'gm'));
  return [...notes].flatMap(([, ranges = '']) =>
    ranges.split(', ').flatMap((range) => {
      const [from = '', to = from] = range.split(' to ');
      return daysBetween(from, to);
    }),
  );
}

describe('cardgraph export events', () => {
  const push = async (server: Replica, event: string, fields: Readonly<Record<string, string>>) => {
    const CreateTime = Math.floor(Date.now() / 1000);
    const { query, body } = pushOf(eventXml(event, { CreateTime, ...fields }), { appid: 'wxdemo' });
    const path = `/wechat/events/wxdemo?${new URLSearchParams(query)}`;
    // The server may not be connected to Redis yet. The platform sends a message again, too.
    await until(async () => {
      const response = await fetch(new URL(path, server.url), { method: 'POST', body });
      return response.status === 200 && (await response.text()) === 'success';
    });
  };

  async function exportsBeside(state: Readonly<Record<string, string>>): Promise<void> {
    const server = new Replica(emulator.url, { ...state, ...KEYS });
    await server.start();
    try {
      for (let n = 0; n < 130; n += 1) {
        const fields = { CardId: 'pDEMO-cash-0001', UserCardCode: `code-${n}`, FromUserName: 'oDEMO-user-0001' };
        await push(server, 'user_get_card', fields);
      }
      const { code, rows, stderr } = await run(['events'], { ...state, ...KEYS });
      expect(stderr).toContain('Exported 130 rows');
      expect(code).toBe(0);
      expect(rows.map((row) => row.code)).toEqual(Array.from({ length: 130 }, (_, n) => ({ code: `code-${n}` })));
      expect(new Set(rows.map(({ cursor }) => cursor)).size).toBe(130);
      expect(rows[0]).toMatchObject({
        __typename: 'CodeClaimedEvent',
        kind: 'CLAIMED',
        cardId: 'pDEMO-cash-0001',
        user: { openid: expect.any(String) },
      });
      const days = ['--from', ago(2), '--to', ago(1)];
      expect((await run(['events', ...days], { ...state, ...KEYS })).rows).toEqual([]);
      expect((await run(['events', '--from', ago(0)], { ...state, ...KEYS })).rows).toHaveLength(130);
      // The server still accepts events.
      await push(server, 'user_get_card', { CardId: 'pDEMO-cash-0001', UserCardCode: 'last' });
    } finally {
      await server.kill();
    }
  }

  test('writes them with their cursors while a server runs in the same STATE_DIR', async () => {
    await exportsBeside({ STATE_DIR: join(folder, 'state') });
  });

  describeWithRedis('with Redis', () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await TestRedis.start();
    });
    afterAll(() => redis.close());

    test('writes them while a server uses the same Redis', async () => {
      await exportsBeside({ REDIS_URL: redis.url, STATE_DIR: '' });
    });
  });

  test('stops with 1 and creates no file if no server has created the log', async () => {
    const { code, stderr } = await run(['events'], KEYS);
    expect(code).toBe(1);
    expect(stderr).toContain('Export stopped: STATE_DIR has no event log');
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });
});

describe('cardgraph export together with a server', () => {
  test('shares its access token', async () => {
    const server = new Replica(emulator.url, { STATE_DIR: join(folder, 'state') });
    await server.start();
    try {
      await server.graph.data('{ cards(first: 1) { nodes { title } } }');
      await emulator.clearLedger();
      expect((await run(['rules'])).code).toBe(0);
      expect((await emulator.ledger()).byPath).toEqual({ '/card/paygiftcard/batchget': 2 });
    } finally {
      await server.kill();
    }
  });
});

describe('cardgraph export rejects', () => {
  test.each([
    ['no kind of object', [], /^export: expected cards, rules, stats or events, got nothing/],
    ['an unknown kind', ['codes'], /^export: expected cards, rules, stats or events, got 5 other characters/],
    ['two kinds', ['cards', 'rules'], /^export: expected one kind of object, got 2/],
    ['an unknown format', ['cards', '--format', 'xml'], /^--format: expected jsonl or csv, got 3 other characters/],
    ['a day for cards', ['cards', '--from', '2026-01-01'], /^--from: only for stats and events/],
    ['a day for rules', ['rules', '--to', '2026-01-01'], /^--to: only for stats and events/],
    [
      'a malformed day',
      ['stats', '--from', '1/2/2026'],
      /^--from: expected a date, YYYY-MM-DD, got 8 other characters/,
    ],
    [
      '30 February',
      ['stats', '--to', '2026-02-30'],
      /^--to: expected a date, .* got a day that is not in the calendar/,
    ],
    [
      'today as the end of statistics',
      ['stats', '--to', ago(0)],
      /^--to: expected a day up to \S+, yesterday in China/,
    ],
    ['a start after the end', ['stats', '--from', ago(3), '--to', ago(4)], /^--to: expected a day on or after --from/],
    ['a start after yesterday', ['stats', '--from', ago(0)], /^--from: expected a day up to/],
    ['more than ten years', ['stats', '--from', '2014-01-01'], /^--from: expected a range of at most 3720 days/],
    [
      'a pace of 0',
      ['cards', '--calls-per-minute', '0'],
      /^--calls-per-minute: expected an integer from 1 to 6000, got an/,
    ],
    ['a pace in words', ['cards', '--calls-per-minute', 'fast'], /^--calls-per-minute: .* got 4 other characters/],
    ['an empty output', ['cards', '--output', ''], /^--output: expected the path of a file, got nothing/],
    ['an unknown option', ['cards', '--fast'], /--fast/],
  ] as const)('%s with exit code 64', async (_, args, message) => {
    const child = start(args);
    expect(await child.exit()).toBe(64);
    expect(child.stdout).toBe('');
    expect(child.stderr).toMatch(message);
    expect(child.stderr).toContain('Usage: cardgraph export');
  });

  test('a file that is complete with exit code 73, and leaves it as it is', async () => {
    const path = join(folder, 'rules.jsonl');
    expect((await run(['rules', '--output', path])).code).toBe(0);
    const content = readFileSync(path, 'utf8');
    await emulator.clearLedger();
    const { code, stderr } = await run(['rules', '--output', path]);
    expect(code).toBe(73);
    expect(stderr).toContain('delete it or name another file');
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect((await emulator.ledger()).total).toBe(0);
  });

  test('a folder that does not exist with exit code 73', async () => {
    await emulator.clearLedger();
    const { code, stderr } = await run(['rules', '--output', join(folder, 'none', 'rules.jsonl')]);
    expect(code).toBe(73);
    expect((await emulator.ledger()).total).toBe(0);
    expect(stderr).toContain('it cannot be created (ENOENT)');
  });

  test('an invalid configuration with exit code 78', async () => {
    const { code, stderr } = await run(['rules'], { PORT: 'none' });
    expect(code).toBe(78);
    expect(stderr).toContain('PORT');
  });
});
