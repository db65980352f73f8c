import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { SCOPES } from '../../src/config/scopes.js';
import { Secret } from '../../src/config/secret.js';
import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import { mutationField } from '../../src/graph/policies/root-fields.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { auditTo } from '../support/audit-to.js';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { having, minimalCard } from '../support/new-cards.js';
import { TINY_PNG } from '../support/pictures.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

type Line = Readonly<Record<string, unknown>>;

const KEY = 'PLANTED-audit-key-of-32-characters';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let lines: Line[] = [];
const stack = useStack({
  server: {
    audit: { trail: auditTo((line) => lines.push(JSON.parse(line))), key: new Secret(KEY) },
    auth: apiKeys(entryOf('shop'), entryOf('reader', { scopes: SCOPES.filter((scope) => scope.endsWith('read')) })),
  },
});
beforeEach(() => {
  lines = [];
});

/** Sends a mutation and returns the audit lines and the response. */
async function audited(mutation: string, input: object, { caller = 'shop', ...headers }: Record<string, string> = {}) {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation Do($input: ${type}) { ${mutation}(input: $input) { userErrors { code } } }`;
  const response = await stack.graph.ask(query, { input }, { 'x-api-key': keyOf(caller), ...headers });
  return { response, lines };
}

const CARD = 'pDEMO-cash-0001';
const CODE = '100000000001';
const USER = 'oDEMO-user-0001';
const PICTURE = TINY_PNG.toString('base64');
const HASH = expect.stringMatching(/^[\w-]{22}$/);

/** Every mutation, with an input that succeeds and the path of its write. */
const MUTATIONS: readonly [mutation: string, input: object, path: string][] = [
  ['updateCard', { cardId: CARD, baseInfo: { servicePhone: '020-1' } }, '/card/update'],
  ['modifyStock', { cardId: CARD, increaseBy: 1, idempotencyKey: 'PLANTED-key' }, '/card/modifystock'],
  ['deleteCard', { cardId: CARD }, '/card/delete'],
  ['updateCode', { code: 'QL-0001', newCode: 'PLANTED-NEW', cardId: 'pDEMO-general-coupon-0003' }, '/card/code/update'],
  ['setCodeUnavailable', { code: CODE, reason: 'PLANTED reason' }, '/card/code/unavailable'],
  ['redeemCode', { code: CODE, idempotencyKey: 'PLANTED-redeem' }, '/card/code/consume'],
  [
    'activateMember',
    {
      cardId: 'pDEMO-member-card-0001',
      code: '200000010004',
      membershipNumber: 'PLANTED-M',
      idempotencyKey: 'PLANTED-m',
    },
    '/card/membercard/activate',
  ],
  [
    'updateMember',
    {
      cardId: 'pDEMO-member-card-0001',
      code: '200000010001',
      addPoints: 1,
      pointsRecord: 'PLANTED',
      idempotencyKey: 'PLANTED-p',
    },
    '/card/membercard/updateuser',
  ],
  [
    'addPayGiftRule',
    {
      merchantIds: ['1900000901'],
      beginsAt: '2027-01-01T00:00:00Z',
      endsAt: '2027-02-01T00:00:00Z',
      cardId: 'pDEMO-member-card-0001',
      minimumSpendFen: 1,
      maximumSpendFen: 2,
      idempotencyKey: 'PLANTED-rule-key',
    },
    '/card/paygiftcard/add',
  ],
  ['deletePayGiftRule', { ruleId: '1000003' }, '/card/paygiftcard/delete'],
  ['uploadImage', { contentBase64: PICTURE, fileName: 'PLANTED-logo.png' }, '/cgi-bin/media/uploadimg'],
  [
    'setTestWhitelist',
    { openids: [USER], usernames: ['PLANTED-name'], idempotencyKey: 'PLANTED-list' },
    '/card/testwhitelist/set',
  ],
  [
    'depositCodes',
    { cardId: 'pDEMO-general-coupon-0003', codes: ['PLANTED-code'], idempotencyKey: 'PLANTED-deposit' },
    '/card/code/deposit',
  ],
  ['createCardQrCode', { items: [{ cardId: CARD, channel: 'PLANTED-channel' }] }, '/card/qrcode/create'],
  [
    'createCardLandingPage',
    {
      title: 'PLANTED title',
      bannerUrl: 'http://mmbiz.qpic.cn/PLANTED-banner',
      canShare: false,
      scene: 'H5',
      cards: [{ cardId: CARD, thumbUrl: 'http://mmbiz.qpic.cn/PLANTED-thumb' }],
      idempotencyKey: 'PLANTED-page',
    },
    '/card/landingpage/create',
  ],
  // The first one fetches the ticket, which the next one shares.
  ['signChooseCard', { cardId: CARD }, '/cgi-bin/ticket/getticket'],
  ['signAddCard', { cards: [{ cardId: CARD, channel: 'PLANTED-channel' }] }, '/card/get'],
  [
    'setMemberActivationForm',
    {
      cardId: 'pDEMO-member-card-0001',
      requiredPart: { customFields: ['PLANTED field'] },
      idempotencyKey: 'PLANTED-form',
    },
    '/card/membercard/activateuserform/set',
  ],
  ['setPayCell', { cardId: CARD, enabled: false, idempotencyKey: 'PLANTED-cell' }, '/card/paycell/set'],
  ['setSelfRedeemCell', { cardId: CARD, enabled: false }, '/card/selfconsumecell/set'],
  [
    'updateMovieTicket',
    { code: '100000000013', ticketClass: 'PLANTED', showsAt: '2027-01-01T12:00:00Z', durationMinutes: 90 },
    '/card/movieticket/updateuser',
  ],
  [
    'updateMeetingTicket',
    { code: '100000000015', zone: 'PLANTED', entrance: 'PLANTED', seatNumber: 'PLANTED' },
    '/card/meetingticket/updateuser',
  ],
  [
    'checkInBoardingPass',
    { code: '100000000014', passengerName: 'PLANTED', cabinClass: 'Y', ticketNumber: '99999999999' },
    '/card/boardingpass/checkin',
  ],
];

/** Mutations that name no object. */
const WITHOUT_TARGET = ['uploadImage', 'setTestWhitelist'];

describe('the audit trail', () => {
  test('has a target for every mutation that names an object, which is a field of its input or of its payload', () => {
    const fields = Object.values(createSchema().getMutationType()?.getFields() ?? {});
    expect(fields.length).toBeGreaterThan(6);
    for (const { name, args, type } of fields) {
      const input = getNamedType(args[0]?.type);
      const payload = getNamedType(type);
      const target = mutationField(name)?.auditTarget;
      const named = [
        ...(isInputObjectType(input) ? Object.keys(input.getFields()) : []),
        ...(isObjectType(payload) ? Object.keys(payload.getFields()) : []),
      ];
      if (WITHOUT_TARGET.includes(name)) expect(target).toBeNull();
      else expect(named).toContain(target);
    }
  });

  test.each(MUTATIONS)(
    'contains the intent of %s before the upstream call, and its outcome',
    async (mutation, input, path) => {
      const { response } = await audited(mutation, input, { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
      expect(response).toMatchObject({ status: 200, data: { [mutation]: { userErrors: [] } } });
      const shared = {
        level: 'info',
        time: expect.any(String),
        requestId: expect.any(String),
        traceId: TRACE,
        caller: 'shop',
        account: 'wxdemo',
        mutation,
        operation: 'Do',
        target: WITHOUT_TARGET.includes(mutation) ? null : HASH,
        keyHash: 'idempotencyKey' in input ? HASH : null,
      };
      const [intent, outcome, ...more] = lines;
      expect(more).toEqual([]);
      expect(intent).toEqual({ ...shared, audit: 'intent' });
      expect(outcome).toEqual({
        ...shared,
        audit: 'outcome',
        outcome: 'committed',
        errorCode: null,
        errcode: null,
        durationMs: expect.any(Number),
      });
      expect((await stack.emulator.calls())[path]).toBe(1);
      const written = JSON.stringify(lines);
      const secrets = ['PLANTED', CODE, 'QL-0001', '020-1', CARD, USER, PICTURE, PICTURE.slice(8, 24)];
      for (const secret of secrets) expect(written).not.toContain(secret);
    },
  );

  test('contains the intent of createCard without a target, and its outcome with the hash of the created card', async () => {
    const card = having(minimalCard('GROUPON'), ['baseInfo.title', 'PLANTED title']);
    const input = { card, idempotencyKey: 'PLANTED-creation' };
    await audited('createCard', input);
    await audited('createCard', input);
    expect(lines).toMatchObject([
      { audit: 'intent', mutation: 'createCard', target: null, keyHash: HASH },
      { audit: 'outcome', mutation: 'createCard', target: HASH, keyHash: HASH, outcome: 'committed' },
      { audit: 'intent', target: null },
      { audit: 'outcome', target: lines[1]?.target, outcome: 'replayed' },
    ]);
    const { cards } = await stack.emulator.state();
    const cardId = cards.at(-1)?.groupon?.base_info.id;
    expect(cards.at(-1)?.groupon?.base_info.title).toBe('PLANTED title');
    await audited('deleteCard', { cardId });
    expect(lines.at(-1)).toMatchObject({ mutation: 'deleteCard', outcome: 'committed', target: lines[1]?.target });
    for (const secret of ['PLANTED', cardId]) expect(JSON.stringify(lines)).not.toContain(secret);
  });

  const PICTURE_URL = 'http://mmbiz.qpic.cn/one';
  const PAGE = { title: 'One', bannerUrl: PICTURE_URL, canShare: false, scene: 'H5', idempotencyKey: 'page' };
  const OTHER_CARD = 'pDEMO-groupon-0001';
  test.each([
    ['signAddCard', { cards: [{ cardId: CARD }, { cardId: OTHER_CARD }, { cardId: CARD }] }],
    ['createCardQrCode', { items: [{ cardId: CARD }, { cardId: OTHER_CARD }] }],
    [
      'createCardLandingPage',
      { ...PAGE, cards: [CARD, OTHER_CARD].map((cardId) => ({ cardId, thumbUrl: PICTURE_URL })) },
    ],
  ])(
    'contains the hash of each distinct card of %s, as the other mutations of that card have it',
    async (mutation, input) => {
      const other = OTHER_CARD;
      await audited(mutation, input);
      const [one, two, ...more] = String(lines[0]?.target).split(',');
      expect([one, two, more]).toEqual([HASH, HASH, []]);
      await audited('deleteCard', { cardId: CARD });
      await audited('deleteCard', { cardId: other });
      expect([lines[2]?.target, lines[4]?.target]).toEqual([one, two]);
    },
  );

  test('contains a null target for a createCard whose outcome is unknown', async () => {
    await stack.emulator.fault({ path: '/card/create', kind: 'reset', when: 'before' });
    await audited('createCard', { card: minimalCard('GROUPON'), idempotencyKey: 'lost-creation' });
    expect(lines.map(({ target }) => target)).toEqual([null, null]);
    expect(lines[1]).toMatchObject({ outcome: 'unknown', errorCode: 'OUTCOME_UNKNOWN' });
  });

  test('contains the refusal of an uploadImage that is not sent', async () => {
    await audited('uploadImage', { contentBase64: 'R0lGODlh', fileName: 'logo.gif' });
    expect(lines).toMatchObject([
      { audit: 'intent', mutation: 'uploadImage' },
      { audit: 'outcome', outcome: 'refused', errorCode: 'INVALID_INPUT', errcode: null, target: null },
    ]);
  });

  test('has equal targets for the same object and different targets for different objects', async () => {
    await audited('setCodeUnavailable', { code: CODE });
    await audited('setCodeUnavailable', { code: CODE, cardId: 'pDEMO-groupon-0001' });
    await audited('setCodeUnavailable', { code: '100000000002' });
    const [one, , again, , other] = lines.map(({ target }) => target);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test('has the target of the decrypted code for an encrypted one, also for a replay and a refusal', async () => {
    const encryptedCode = encryptCode('wxdemo', CODE);
    await audited('redeemCode', { encryptedCode, idempotencyKey: 'a' });
    await audited('redeemCode', { encryptedCode, idempotencyKey: 'a' });
    await audited('redeemCode', { encryptedCode, idempotencyKey: 'b' });
    await audited('redeemCode', { code: CODE, idempotencyKey: 'c' });
    const outcomes = lines.filter(({ audit }) => audit === 'outcome');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['committed', 'replayed', 'refused', 'refused']);
    expect(outcomes.map(({ target }) => target)).toEqual(Array(4).fill(HASH));
    expect(new Set(outcomes.map(({ target }) => target)).size).toBe(1);
    expect(JSON.stringify(lines)).not.toContain(encryptedCode);
  });

  test('marks a repeat with the same key as replayed', async () => {
    const input = { cardId: CARD, increaseBy: 1, idempotencyKey: 'once' };
    await audited('modifyStock', input);
    await audited('modifyStock', input);
    expect(lines.map(({ outcome }) => outcome)).toEqual([undefined, 'committed', undefined, 'replayed']);
    expect(new Set(lines.map(({ keyHash }) => keyHash)).size).toBe(1);
  });

  test.each([
    [
      'that the platform rejects',
      { errcode: 72066 },
      { outcome: 'refused', errorCode: 'CARD_NOT_CHANGEABLE', errcode: 72066 },
    ],
    [
      'that fails before it is executed',
      { errcode: 45009 },
      { outcome: 'failed', errorCode: 'PLATFORM_QUOTA_EXCEEDED', errcode: 45009 },
    ],
  ])('contains the reason for a mutation %s', async (_what, { errcode }, expected) => {
    await stack.emulator.fault({ path: '/card/delete', kind: 'errcode', value: errcode });
    await audited('deleteCard', { cardId: CARD });
    expect(lines[1]).toMatchObject(expected);
  });

  test('contains the outcome unknown when the response is lost', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', times: 1 });
    await audited('modifyStock', { cardId: CARD, increaseBy: 1, idempotencyKey: 'lost' });
    expect(lines[1]).toMatchObject({ outcome: 'unknown', errorCode: 'OUTCOME_UNKNOWN' });
  });

  test('contains a failed outcome with FORBIDDEN for a caller without the scope', async () => {
    await audited('deleteCard', { cardId: CARD }, { caller: 'reader' });
    expect(lines).toMatchObject([
      { audit: 'intent', caller: 'reader' },
      { audit: 'outcome', outcome: 'failed', errorCode: 'FORBIDDEN', errcode: null },
    ]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('contains the outcome even if the client disconnects', async () => {
    await stack.emulator.fault({ path: '/card/delete', kind: 'latency', value: 300 });
    const headers = { 'content-type': 'application/json', 'x-api-key': keyOf('shop') };
    const query = `mutation { deleteCard(input: { cardId: "${CARD}" }) { replayed } }`;
    const body = JSON.stringify({ query });
    const cancelled = fetch(stack.graph.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(100) });
    await expect(cancelled).rejects.toThrow();
    await until(() => lines.length >= 2);
    expect(lines[1]).toMatchObject({ audit: 'outcome', outcome: 'committed' });
  });

  test('truncates an operation name of 100 KB to 100 characters', async () => {
    const name = 'x'.repeat(100_000);
    const query = `mutation ${name} { deleteCard(input: { cardId: "${CARD}" }) { replayed } }`;
    await stack.graph.ask(query, {}, { 'x-api-key': keyOf('shop') });
    expect(lines.map(({ operation }) => operation)).toEqual(Array(2).fill('x'.repeat(100)));
  });

  test('contains no lines for queries', async () => {
    await stack.graph.ask(`{ card(id: "${CARD}") { title } }`, {}, { 'x-api-key': keyOf('shop') });
    expect(lines).toEqual([]);
  });

  test('contains the hash that the command in docs/audit.md computes', async () => {
    const page = readFileSync(join(__dirname, '../../docs/audit.md'), 'utf8');
    const script = /node -e '([^']+)'/.exec(page)?.[1] ?? '';
    const computed = execFileSync(process.execPath, ['-e', script, KEY, 'wxdemo', 'code', CODE], { encoding: 'utf8' });
    await audited('setCodeUnavailable', { code: CODE });
    expect(lines[0]?.target).toBe(computed.trim());
  });
});

describe('AUDIT_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-audit-'));
  const file = join(folder, 'audit.jsonl');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('contains the trail and nothing else at any log level, and is reopened on SIGHUP', async () => {
    const server = new Child(['serve'], {
      PORT: '0',
      EMULATOR_PORT: '0',
      LOG_LEVEL: 'silent',
      AUDIT_FILE: file,
      AUDIT_KEY: KEY,
    });
    const graph = new GraphClient(await server.announced('GraphQL'));
    const change = (phone: string) =>
      graph.ask(
        `mutation { updateCard(input: { cardId: "${CARD}", baseInfo: { servicePhone: "${phone}" } }) { verified } }`,
      );
    await change('020-1');
    const kinds = (path: string) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line).audit]));
    await until(() => kinds(file).length === 2);
    expect(kinds(file)).toEqual(['intent', 'outcome']);
    renameSync(file, `${file}.1`);
    server.signal('SIGHUP');
    let changes = 0;
    await until(async () => {
      changes += 1;
      await change(`020-${changes}`);
      return existsSync(file) && kinds(file).length >= 2;
    });
    // A change in flight during the reopening has its intent in the other file.
    expect(kinds(file)).toEqual(expect.arrayContaining(['intent', 'outcome']));
    expect(server.stderr).toBe('');
    expect(await server.stop()).toBe(0);
  });

  test('is reported as invalid configuration when it cannot be opened', async () => {
    const server = new Child(['serve'], {
      PORT: '0',
      EMULATOR_PORT: '0',
      AUDIT_FILE: join(folder, 'nowhere', 'audit.jsonl'),
    });
    expect(await server.exit()).toBe(78);
    expect(server.stderr).toMatch(/^ {2}AUDIT_FILE: .*\(ENOENT\)$/m);
  });
});
