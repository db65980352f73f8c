import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator/server.js';
import { startCollector } from '../support/collector.js';
import { EmulatorControl, type Fault } from '../support/emulator-control.js';
import type { GraphAnswer } from '../support/graph-client.js';
import { pngOf } from '../support/pictures.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { TILL_MUTATIONS, tillOperations } from './till-operations.js';

/** Distinctive texts that can be found wherever they are written. */
let planted: string[] = [];
const plant = (what: string) => {
  const secret = `PLANTED-${what}-${planted.length}`;
  planted.push(secret);
  return secret;
};

const CARD = 'pDEMO-cash-0001';
const SIGN =
  'mutation ($i: SignAddCardInput!) { signAddCard(input: $i) { cardList { cardExt } userErrors { code message } } }';

/** Names of result fields that let their owner claim or show a card. */
const SECRET_RESULTS = new Set([
  'ticket',
  'url',
  'imageUrl',
  'cardExt',
  'cardSign',
  'nonceStr',
  'signature',
  'nonce_str',
]);

/** Plants the secrets that a mutation returned, those inside a cardExt included. */
function plantResults(data: GraphAnswer['data']): void {
  JSON.stringify(data, (name, value: unknown) => {
    if (typeof value !== 'string' || !SECRET_RESULTS.has(name)) return value;
    planted.push(value);
    if (name === 'cardExt') plantResults(JSON.parse(value));
    return value;
  });
}

/** Returns the ticket of the account's card signatures, as another client of the account gets it. */
async function cardTicketOf(url: string, appid: string, secret: string): Promise<string> {
  const get = async (path: string) => (await fetch(`${url}${path}`)).json() as Promise<Record<string, string>>;
  const { access_token = '' } = await get(
    `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`,
  );
  const { ticket = '' } = await get(`/cgi-bin/ticket/getticket?access_token=${access_token}&type=wx_card`);
  return ticket;
}

const FAULTS: readonly Fault[] = [
  { kind: 'errcode', value: 47001 },
  { kind: 'errcode', value: 40164 },
  { kind: 'errcode', value: 40127 },
  { kind: 'errcode', value: 99999 },
  { kind: 'reset' },
  { kind: 'http', value: 502 },
  { kind: 'truncate' },
  { kind: 'garbage' },
];

/** Every operation that accepts a code, an openid or a secret of the caller, each with its own planted text. */
const OPERATIONS: readonly [query: string, variables: () => object][] = [
  ['query ($c: String!) { code(code: $c) { status } }', () => ({ c: plant('code') })],
  [
    'query ($c: String!) { codeCheck(code: $c, cardId: "pDEMO-cash-0001") { redeemable } }',
    () => ({ c: plant('check') }),
  ],
  [
    'query ($c: String!) { memberInfo(cardId: "pDEMO-member-card-0001", code: $c) { nickname } }',
    () => ({ c: plant('member') }),
  ],
  ['query ($o: ID!) { wechatUser(openid: $o) { wallet { hasFriendVoucher } } }', () => ({ o: plant('openid') })],
  [
    'mutation ($i: UpdateCodeInput!) { updateCode(input: $i) { userErrors { code message errmsg } } }',
    () => ({
      i: {
        code: plant('old'),
        newCode: plant('new'),
        cardId: 'pDEMO-general-coupon-0003',
        idempotencyKey: plant('key'),
      },
    }),
  ],
  [
    'mutation ($i: SetCodeUnavailableInput!) { setCodeUnavailable(input: $i) { userErrors { code message errmsg } } }',
    () => ({ i: { code: plant('end'), reason: plant('reason') } }),
  ],
  [
    'mutation ($i: SetTestWhitelistInput!) { setTestWhitelist(input: $i) { userErrors { code message errmsg } } }',
    () => ({
      i: {
        openids: [plant('tester')],
        usernames: [plant('username')],
        idempotencyKey: plant('list'),
      },
    }),
  ],
  [
    'mutation ($i: CreateCardQrCodeInput!) { createCardQrCode(input: $i) { ticket userErrors { code message errmsg } } }',
    () => ({
      i: {
        items: [{ cardId: 'pDEMO-cash-0001', code: plant('given'), openid: plant('receiver') }],
        idempotencyKey: plant('qr-code'),
      },
    }),
  ],
  // Refused before any call, with a message.
  [
    'mutation ($i: CreateCardQrCodeInput!) { createCardQrCode(input: $i) { userErrors { code message errmsg } } }',
    () => ({ i: { items: [{ cardId: 'pDEMO-cash-0001', code: `${plant('rejected')} `, uniqueCode: true }] } }),
  ],
  [
    'mutation ($i: CreateCardQrCodeInput!) { createCardQrCode(input: $i) { ticket url imageUrl userErrors { code message errmsg } } }',
    () => ({ i: { items: [{ cardId: CARD, uniqueCode: true }], idempotencyKey: plant('own-qr-code') } }),
  ],
  [
    'mutation ($i: CreateCardLandingPageInput!) { createCardLandingPage(input: $i) { pageId userErrors { code message errmsg } } }',
    () => ({
      i: {
        title: plant('title'),
        bannerUrl: `https://${plant('banner')}.test/`,
        canShare: false,
        scene: 'H5',
        cards: [{ cardId: CARD, thumbUrl: `https://${plant('thumb')}.test/` }],
        idempotencyKey: plant('page'),
      },
    }),
  ],
  // Signed, and refused before and after the card was read.
  [SIGN, () => ({ i: { cards: [{ cardId: CARD, channel: plant('channel') }, { cardId: CARD }] } })],
  [SIGN, () => ({ i: { cards: [{ cardId: CARD, code: `${plant('spaced')} `, openid: `${plant('blank')} ` }] } })],
  [SIGN, () => ({ i: { cards: [{ cardId: CARD, code: plant('c'), openid: plant('bound') }] } })],
  [SIGN, () => ({ i: { cards: [{ cardId: 'pDEMO-cash-0003', openid: plant('tested') }] } })],
  [
    'mutation ($i: SignChooseCardInput!) { signChooseCard(input: $i) { cardSign nonceStr userErrors { code message } } }',
    () => ({ i: { locationId: plant('location') } }),
  ],
  [
    'mutation ($i: SetTestWhitelistInput!) { setTestWhitelist(input: $i) { userErrors { code message errmsg } } }',
    () => {
      const openid = plant('twice');
      return { i: { openids: [openid, openid], usernames: [plant('name'), ''] } };
    },
  ],
  ['mutation ($i: UploadImageInput!) { uploadImage(input: $i) { userErrors { code message errmsg } } }', upload],
  [
    'mutation ($i: UploadImageInput!) { uploadImage(input: $i) { userErrors { code message errmsg } } }',
    () => ({ i: { contentBase64: picture('truncated').subarray(0, -1).toString('base64'), fileName: 'logo.png' } }),
  ],
  // Refused by GraphQL, whose own messages contain the value.
  [
    'mutation ($i: UploadImageInput!) { uploadImage(input: $i) { userErrors { code message errmsg } } }',
    () => ({ i: { contentBase64: [picture('list').toString('base64')], fileName: { name: plant('object') } } }),
  ],
];

function upload(): object {
  return {
    i: {
      contentBase64: picture('picture').toString('base64'),
      fileName: `${plant('file')}.png`,
      idempotencyKey: plant('upload'),
    },
  };
}

/** Returns a PNG that contains a planted text, and plants its base64 as well. */
function picture(what: string): Buffer {
  const text = plant(what).padEnd(36, '-');
  planted.push(Buffer.from(text).toString('base64'));
  return pngOf(200, text);
}

describe('process output, exports and errors', () => {
  test('contain none of 50 planted secrets, whichever operation fails', async () => {
    planted = [];
    const apiKey = plant('api-key');
    const routerSecret = plant('router');
    const appSecret = plant('app-secret');
    const collectorKey = plant('collector');
    const auditKey = plant('audit-key-of-32-characters-and-more');
    const emulator = await startEmulator();
    const collector = await startCollector();
    const control = new EmulatorControl(emulator.url);
    await control.addAccount('wxplanted', appSecret);
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-secrets-'));
    const keys = join(folder, 'keys.json');
    const accounts = join(folder, 'accounts.json');
    writeFileSync(accounts, JSON.stringify([{ appid: 'wxplanted', secret: appSecret }]));
    const scopes = ['card:read', 'card:write', 'code:read', 'code:write', 'member:read', 'member:write'];
    const sha256 = createHash('sha256').update(apiKey).digest('hex');
    writeFileSync(keys, JSON.stringify([{ name: 'shop', sha256, scopes, appids: ['wxplanted'] }]));
    const server = new Replica(emulator.url, {
      WECHAT_APP_ID: '',
      WECHAT_APP_SECRET: '',
      ACCOUNTS_FILE: accounts,
      AUTH_MODE: 'api-key',
      API_KEYS_FILE: keys,
      ROUTER_SECRET: routerSecret,
      STATE_DIR: join(folder, 'state'),
      AUDIT_KEY: auditKey,
      FTV1: 'on',
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${collectorKey}`,
      REQUEST_TIMEOUT_MS: '1500',
    });
    await server.start();
    const headers = {
      'x-api-key': apiKey,
      'x-router-secret': routerSecret,
      'apollo-federation-include-trace': 'ftv1',
    };
    let federatedTraces = '';
    const errors: string[] = [];
    let metrics = '';
    const keep = (text: string) => {
      planted.push(text);
      return text;
    };
    const operations = [...OPERATIONS, ...tillOperations({ plant, keep, emulator: control, appid: 'wxplanted' })];
    try {
      for (const fault of [undefined, ...FAULTS]) {
        await control.clearFaults();
        if (fault) await control.fault(fault);
        for (const [query, variables] of operations) {
          const answer = await server.graph.ask(query, await variables(), headers);
          errors.push(JSON.stringify(answer.errors ?? null), JSON.stringify(userErrorsOf(answer.data)));
          federatedTraces += Buffer.from(String(answer.extensions?.ftv1), 'base64').toString('latin1');
          plantResults(answer.data);
        }
      }
      await control.clearFaults();
      const returned = planted.length;
      planted.push(await cardTicketOf(emulator.url, 'wxplanted', appSecret));
      expect(planted[returned]?.length).toBeGreaterThan(20);
      for (const wrong of [
        { 'x-api-key': plant('wrong-key') },
        { ...headers, 'x-router-secret': plant('wrong-router') },
      ]) {
        errors.push(JSON.stringify(await server.graph.ask('{ __typename }', {}, wrong)));
      }
      await control.fault({ path: '/cgi-bin/stable_token', kind: 'garbage' });
      await control.expireTokens();
      errors.push(JSON.stringify(await server.graph.ask('{ cards { totalCount } }', {}, headers)));
      metrics = (await scrape(server.url)).text;
    } finally {
      await server.stop();
      await emulator.close();
      await collector.close();
    }
    expect(planted.length).toBeGreaterThanOrEqual(50);
    for (const result of ['"signature":', 'showqrcode?ticket=']) {
      expect(planted.some((secret) => secret.includes(result))).toBe(true);
    }
    expect(server.written.length).toBeGreaterThan(1000);
    const leaked = (text: string) => planted.filter((secret) => text.includes(secret));
    expect(leaked(server.written)).toEqual([]);
    expect(federatedTraces).toContain('signAddCard');
    expect(leaked(federatedTraces)).toEqual([]);
    const files = readdirSync(join(folder, 'state'), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const stored = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join();
    expect(stored).toContain('idempotency');
    expect(leaked(stored)).toEqual([]);
    expect(leaked(errors.join('\n'))).toEqual([]);
    expect(metrics).toContain('cardgraph_upstream_call_duration_seconds_count{endpoint="/card/code/get"');
    expect(leaked(metrics)).toEqual([]);
    expect(collector.headers[0]?.authorization).toBe(collectorKey);
    expect(collector.spans.length).toBeGreaterThan(100);
    expect(leaked(collector.text)).toEqual([]);
    expect(server.written).toMatch(/"audit":"outcome".*"mutation":"uploadImage".*"outcome":"committed"/);
    const committed = (mutation: string) =>
      new RegExp(`"audit":"outcome".*"mutation":"${mutation}".*"outcome":"committed"`).test(server.written);
    expect(TILL_MUTATIONS.filter((mutation) => !committed(mutation))).toEqual([]);
    expect(server.written).toContain('"msg":"request"');
    expect(server.written + collector.text + metrics + errors.join()).not.toMatch(/access_token=(?!\[)/);
  }, 120_000);
});

/** Returns only the errors, because the data may contain the requested code. */
function userErrorsOf(data: Readonly<Record<string, { userErrors?: unknown } | null>> | null): unknown {
  return Object.values(data ?? {}).map((field) => field?.userErrors ?? null);
}
