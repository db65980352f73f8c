import { encryptCode } from '../../../src/emulator/state/encrypted-codes.js';
import { sendJson } from '../../support/raw-platform.js';
import { useProxiedStack } from '../../support/use-stack.js';

const CODE = '100000000001';
const CARD = 'pDEMO-groupon-0001';
const HOLDER = 'oDEMO-user-0001';
const CUSTOM_CARD = 'pDEMO-general-coupon-0003';
const CONSUME = '/card/code/consume';
const DECRYPT = '/card/code/decrypt';
const GET = '/card/code/get';

const USER_ERRORS = 'userErrors { code message field errcode errmsg }';
const KEYS = `mutation ($input: RedeemCodeInput!) { redeemCode(input: $input) { codeValue cardId replayed ${USER_ERRORS} } }`;
const FULL = `mutation ($input: RedeemCodeInput!) { redeemCode(input: $input) {
  codeValue cardId card { id } code { code cardId status redeemable } holder { openid } replayed ${USER_ERRORS} } }`;
const CHECK = `query ($code: String!, $cardId: ID) { codeCheck(code: $code, cardId: $cardId) { redeemable ${USER_ERRORS} } }`;
const DECRYPTED = `query ($encryptedCode: String!, $cardId: ID) {
  decryptedCode(encryptedCode: $encryptedCode, cardId: $cardId) { code cardId status } }`;

const stack = useProxiedStack();

let keys = 0;
function newKey(): string {
  keys += 1;
  return `redeem-${keys}`;
}

const redeem = async (input: object, query = FULL) =>
  (await stack.graph.data(query, { input: { idempotencyKey: newKey(), ...input } })).redeemCode;
const codes = ({ userErrors }: { userErrors: readonly { code: string }[] }) => userErrors.map(({ code }) => code);

async function requestsTo(path: string) {
  const { recent } = await stack.emulator.ledger();
  return recent.filter((call) => call.path === path).map(({ request }) => request);
}

/** Returns the number of calls that redeemed a code. */
async function redemptions(): Promise<number> {
  const { recent } = await stack.emulator.ledger();
  return recent.filter(({ path, committed }) => path === CONSUME && committed).length;
}

/** Lets another till redeem a code. */
const redeemElsewhere = () =>
  stack.emulator.addCode({ card_id: CARD, openid: HOLDER, code: CODE, user_card_status: 'CONSUMED' });

/** A code whose encrypted form contains a plus sign. */
const encryptedWithPlus = async () => {
  for (let n = 0; ; n += 1) {
    const code = `7000${String(n).padStart(8, '0')}`;
    const encryptedCode = encryptCode('wxdemo', code);
    if (!encryptedCode.includes('+')) continue;
    await stack.emulator.addCode({ card_id: CARD, openid: HOLDER, code });
    return { code, encryptedCode };
  }
};

describe('redeemCode', () => {
  test('redeems a code with one call, and reads the code after it', async () => {
    expect(await redeem({ code: CODE })).toEqual({
      codeValue: CODE,
      cardId: CARD,
      card: { id: CARD },
      code: { code: CODE, cardId: CARD, status: 'REDEEMED', redeemable: false },
      holder: { openid: HOLDER },
      replayed: false,
      userErrors: [],
    });
    expect(await requestsTo(CONSUME)).toEqual([{ code: CODE }]);
    expect(await stack.emulator.calls()).toEqual({ [CONSUME]: 1, [GET]: 1 });
  });

  test('makes no other call than code/consume if only keys are selected', async () => {
    await redeem({ code: CODE, cardId: CARD }, KEYS);
    expect(await requestsTo(CONSUME)).toEqual([{ code: CODE, card_id: CARD }]);
    expect(await stack.emulator.calls()).toEqual({ [CONSUME]: 1 });
  });

  test('decrypts an encrypted code before it redeems it', async () => {
    const encryptedCode = encryptCode('wxdemo', CODE);
    const payload = await redeem({ encryptedCode }, KEYS);
    expect(payload).toEqual({ codeValue: CODE, cardId: CARD, replayed: false, userErrors: [] });
    expect(await requestsTo(DECRYPT)).toEqual([{ encrypt_code: encryptedCode }]);
    expect(await requestsTo(CONSUME)).toEqual([{ code: CODE }]);
  });

  test('keeps a plus sign in an encrypted code', async () => {
    const { code, encryptedCode } = await encryptedWithPlus();
    expect(await redeem({ encryptedCode }, KEYS)).toMatchObject({ codeValue: code, userErrors: [] });
    expect(await requestsTo(DECRYPT)).toEqual([{ encrypt_code: encryptedCode }]);
  });

  test('percent-decodes an encrypted code once', async () => {
    const { code, encryptedCode } = await encryptedWithPlus();
    const once = encodeURIComponent(encryptedCode);
    expect(await redeem({ encryptedCode: once }, KEYS)).toMatchObject({ codeValue: code, userErrors: [] });
    const twice = encodeURIComponent(once);
    expect(codes(await redeem({ encryptedCode: twice.slice(0, 128) }, KEYS))).toEqual(['INVALID_INPUT']);
    expect(await requestsTo(DECRYPT)).toEqual([
      { encrypt_code: encryptedCode },
      { encrypt_code: decodeURIComponent(twice.slice(0, 128)) },
    ]);
  });

  test.each([
    ['neither code', {}, 'INVALID_INPUT', ['code'], 'got neither'],
    ['two null codes', { code: null, encryptedCode: null }, 'INVALID_INPUT', ['code'], 'got neither'],
    ['both codes', { code: CODE, encryptedCode: 'a' }, 'CONFLICTING_FIELDS', ['encryptedCode'], 'got both'],
    ['an empty code', { code: '' }, 'INVALID_INPUT', ['code'], '1 to 64 bytes'],
    [
      'an encrypted code of 129 bytes',
      { encryptedCode: 'a'.repeat(129) },
      'INVALID_INPUT',
      ['encryptedCode'],
      'of 129 bytes',
    ],
    [
      'an encrypted code with an encoded control character',
      { encryptedCode: 'a%00' },
      'INVALID_INPUT',
      ['encryptedCode'],
      'without control',
    ],
    ['an empty key', { code: CODE, idempotencyKey: '' }, 'INVALID_INPUT', ['idempotencyKey'], '1 to 64 bytes'],
  ])('rejects %s before any call', async (_subject, input, code, field, message) => {
    const { userErrors } = await redeem(input, KEYS);
    expect(userErrors).toEqual([
      { code, field, message: expect.stringContaining(message), errcode: null, errmsg: null },
    ]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('accepts an encrypted code of 128 bytes that is longer in percent-encoded form', async () => {
    const encryptedCode = '%2B'.repeat(128);
    expect((await redeem({ encryptedCode }, KEYS)).userErrors).toMatchObject([{ errcode: 40075 }]);
    expect(await requestsTo(DECRYPT)).toEqual([{ encrypt_code: '+'.repeat(128) }]);
  });

  test.each([
    ['text that is not encrypted', 'no code'],
    ['text with an invalid percent sequence', '100%'],
    ['the encrypted code of another account', encryptCode('wxother', CODE)],
  ])('returns INVALID_INPUT at encryptedCode for %s', async (_subject, encryptedCode) => {
    const { codeValue, userErrors } = await redeem({ encryptedCode }, KEYS);
    expect(codeValue).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['encryptedCode'], errcode: 40075 }]);
    expect(await requestsTo(DECRYPT)).toEqual([{ encrypt_code: encryptedCode }]);
    expect(await requestsTo(CONSUME)).toEqual([]);
  });

  test.each(['1000\u0000', '\ufffd\ufffd', '', 'a b', '0'.repeat(65)])(
    'returns INVALID_INPUT and redeems nothing if the platform decrypts garbage (%j)',
    async (code) => {
      stack.answerNext(DECRYPT, (_, response) => sendJson(response, { errcode: 0, errmsg: 'ok', code }));
      const { userErrors } = await redeem({ encryptedCode: 'abc' }, KEYS);
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['encryptedCode'], errcode: null }]);
      expect(await requestsTo(CONSUME)).toEqual([]);
    },
  );

  test('releases the key if the code cannot be decrypted at the moment', async () => {
    await stack.emulator.fault({ path: DECRYPT, kind: 'errcode', value: 40164, times: 1 });
    const input = { encryptedCode: encryptCode('wxdemo', CODE), idempotencyKey: newKey() };
    const { errors } = await stack.graph.ask(KEYS, { input });
    expect(errors).toMatchObject([{ path: ['redeemCode'], extensions: { code: 'PLATFORM_CONFIG' } }]);
    expect(await redeem(input, KEYS)).toMatchObject({ replayed: false, userErrors: [] });
  });

  test.each([
    ['redeemed', '100000000002', undefined, 'CODE_ALREADY_REDEEMED', 40099],
    ['expired', '100000000003', undefined, 'CODE_NOT_REDEEMABLE', 40127],
    ['being given away', '100000000004', undefined, 'CODE_NOT_REDEEMABLE', 40127],
    ['unavailable', '100000000007', undefined, 'CODE_NOT_REDEEMABLE', 40127],
    ['not valid yet', '100000000011', undefined, 'CODE_NOT_REDEEMABLE', 40147],
    ['unknown', '999999999999', undefined, 'CODE_NOT_FOUND', 40056],
    ['a custom code without its card', 'QL-0001', undefined, 'CODE_NOT_FOUND', 40056],
    ['deposited and not claimed', 'QL-0101', CUSTOM_CARD, 'CODE_NOT_FOUND', 40056],
    ['of a member card', '200000010001', undefined, 'WRONG_CARD_TYPE', 40071],
    ['of an unknown card', CODE, 'pDEMO-no-such-card', 'CARD_NOT_FOUND', 40073],
  ])(
    'is refused for a code that is %s, with the reason that codeCheck returns',
    async (_subject, code, cardId, name, errcode) => {
      const { codeCheck } = await stack.graph.data(CHECK, { code, cardId });
      const input = { code, cardId, idempotencyKey: newKey() };
      const { userErrors, codeValue } = await redeem(input, KEYS);
      const field = [name === 'CARD_NOT_FOUND' ? 'cardId' : 'code'];
      expect(userErrors).toMatchObject([{ code: name, errcode, field }]);
      expect(codeValue).toBe(code);
      expect(codeCheck.redeemable).toBe(false);
      expect(codeCheck.userErrors).toMatchObject([{ code: name, field, message: userErrors[0].message }]);
      expect(await redeem(input, KEYS)).toMatchObject({ replayed: true, userErrors: [{ code: name, field }] });
      expect(await requestsTo(CONSUME)).toHaveLength(1);
    },
  );

  test('states that custom codes need cardId if a code is unknown and cardId is missing', async () => {
    const [missing] = (await redeem({ code: 'QL-0001' }, KEYS)).userErrors;
    expect(missing.message).toContain('send cardId');
    const [unknown] = (await redeem({ code: 'QL-0101', cardId: CUSTOM_CARD }, KEYS)).userErrors;
    expect(unknown.message).not.toContain('send cardId');
    expect(await redeem({ code: 'QL-0001', cardId: CUSTOM_CARD })).toMatchObject({
      userErrors: [],
      code: { status: 'REDEEMED' },
    });
  });

  test('returns REDEEM_LIMIT_REACHED for a holder who has redeemed as many codes as the card allows', async () => {
    await stack.emulator.fault({ path: CONSUME, kind: 'errcode', value: 72020, times: 1 });
    const { userErrors } = await redeem({ code: CODE }, KEYS);
    expect(userErrors).toMatchObject([{ code: 'REDEEM_LIMIT_REACHED', errcode: 72020, field: ['code'] }]);
  });

  test.each([
    ['a code', { code: CODE }, { [CONSUME]: 1, [GET]: 2 }],
    ['an encrypted code', { encryptedCode: encryptCode('wxdemo', CODE) }, { [CONSUME]: 1, [DECRYPT]: 2, [GET]: 2 }],
  ])(
    'replays the success for %s without redeeming again, with the holder from code/get',
    async (_subject, named, calls) => {
      const input = { ...named, idempotencyKey: newKey() };
      const first = await redeem(input);
      expect(await redeem(input)).toEqual({ ...first, replayed: true });
      expect(await stack.emulator.calls()).toEqual(calls);
    },
  );

  test('rejects a key that was used with another code', async () => {
    const idempotencyKey = newKey();
    await redeem({ code: CODE, idempotencyKey }, KEYS);
    expect(codes(await redeem({ code: '100000000012', idempotencyKey }, KEYS))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  test('clears what the same request read before', async () => {
    const { a, b } = await stack.graph.data(
      `mutation ($a: RedeemCodeInput!, $b: RedeemCodeInput!) {
        a: redeemCode(input: $a) { code { status } holder { wallet { codes { nodes { code status } } } } }
        b: redeemCode(input: $b) { code { status } userErrors { code } } }`,
      { a: { code: CODE, idempotencyKey: newKey() }, b: { code: CODE, idempotencyKey: newKey() } },
    );
    expect(a.code.status).toBe('REDEEMED');
    expect(a.holder.wallet.codes.nodes).toContainEqual({ code: CODE, status: 'REDEEMED' });
    expect(b).toEqual({ code: null, userErrors: [{ code: 'CODE_ALREADY_REDEEMED' }] });
  });
});

describe('redeemCode after a lost response', () => {
  test('sends the call once more while the code is normal', async () => {
    await stack.emulator.fault({ path: CONSUME, kind: 'reset', when: 'before', times: 1 });
    expect(await redeem({ code: CODE })).toMatchObject({
      replayed: false,
      userErrors: [],
      code: { status: 'REDEEMED' },
    });
    expect(await requestsTo(GET)).toContainEqual({ code: CODE, check_consume: false });
    expect(await redemptions()).toBe(1);
  });

  test('returns OUTCOME_UNKNOWN for a code that is redeemed, even though this request redeemed it', async () => {
    await stack.emulator.fault({ path: CONSUME, kind: 'reset', when: 'after', times: 1 });
    const input = { code: CODE, idempotencyKey: newKey() };
    const first = await redeem(input);
    expect(first).toMatchObject({ codeValue: CODE, cardId: null, code: null, card: null, holder: null });
    expect(first.userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', message: expect.stringContaining('another till') },
    ]);
    const again = await redeem(input);
    expect(again.userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', message: expect.stringContaining('another till') },
    ]);
    expect(await requestsTo(CONSUME)).toHaveLength(1);
  });

  test('returns OUTCOME_UNKNOWN if another till redeemed the code and the call never arrived', async () => {
    stack.answerNext(CONSUME, async (_, response) => {
      await redeemElsewhere();
      response.destroy();
    });
    expect(codes(await redeem({ code: CODE }, KEYS))).toEqual(['OUTCOME_UNKNOWN']);
    expect(await redemptions()).toBe(0);
  });

  test('returns OUTCOME_UNKNOWN if another till redeems the code between the read and the second call', async () => {
    await stack.emulator.fault({ path: CONSUME, kind: 'reset', when: 'before', times: 1 });
    stack.answerNext(GET, async (_, response) => {
      await redeemElsewhere();
      sendJson(response, {
        errcode: 0,
        errmsg: 'ok',
        card: { card_id: CARD },
        openid: HOLDER,
        user_card_status: 'NORMAL',
      });
    });
    const input = { code: CODE, idempotencyKey: newKey() };
    expect(codes(await redeem(input, KEYS))).toEqual(['OUTCOME_UNKNOWN']);
    expect(codes(await redeem(input, KEYS))).toEqual(['OUTCOME_UNKNOWN']);
    expect(
      (await stack.emulator.ledger()).recent.filter(({ path }) => path === CONSUME).map(({ errcode }) => errcode),
    ).toEqual([null, 40099]);
  });

  test('redeems an encrypted code on a retry with the key once the code reads as normal', async () => {
    await stack.emulator.fault({ path: CONSUME, kind: 'reset', when: 'before', times: 1 });
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 40164, times: 1 });
    const input = { encryptedCode: encryptCode('wxdemo', CODE), idempotencyKey: newKey() };
    expect(codes(await redeem(input, KEYS))).toEqual(['OUTCOME_UNKNOWN']);
    expect(await redeem(input)).toMatchObject({
      codeValue: CODE,
      cardId: CARD,
      holder: { openid: HOLDER },
      userErrors: [],
    });
    expect(await redemptions()).toBe(1);
    expect(await requestsTo(DECRYPT)).toHaveLength(2);
  });

  test('returns OUTCOME_UNKNOWN for a response without card and holder', async () => {
    stack.answerNext(CONSUME, async (_, response) => {
      await redeemElsewhere();
      sendJson(response, { errcode: 0, errmsg: 'ok' });
    });
    expect(codes(await redeem({ code: CODE }, KEYS))).toEqual(['OUTCOME_UNKNOWN']);
  });
});

describe('Query.decryptedCode', () => {
  const decrypted = async (variables: object) => (await stack.graph.data(DECRYPTED, variables)).decryptedCode;

  test('returns the code behind an encrypted one with code/decrypt and code/get', async () => {
    const { code, encryptedCode } = await encryptedWithPlus();
    const found = { code, cardId: CARD, status: 'NORMAL' };
    expect(await decrypted({ encryptedCode })).toEqual(found);
    expect(await decrypted({ encryptedCode: encodeURIComponent(encryptedCode), cardId: CARD })).toEqual(found);
    expect(await stack.emulator.calls()).toEqual({ [DECRYPT]: 2, [GET]: 2 });
  });

  test('makes no code/get for the keys of a code when its card is given', async () => {
    const query = `query ($e: String!) { decryptedCode(encryptedCode: $e, cardId: "${CARD}") { id code } }`;
    const { decryptedCode } = await stack.graph.data(query, { e: encryptCode('wxdemo', CODE) });
    expect(decryptedCode).toEqual({ id: `${CARD}:${CODE}`, code: CODE });
    expect(await stack.emulator.calls()).toEqual({ [DECRYPT]: 1 });
  });

  test.each([
    ['text that is not encrypted', 'no code', undefined],
    ['the encrypted code of another card', encryptCode('wxdemo', CODE), 'pDEMO-groupon-0002'],
    ['the encrypted form of an unknown code', encryptCode('wxdemo', '999999999999'), undefined],
  ])('is null for %s', async (_subject, encryptedCode, cardId) => {
    expect(await decrypted({ encryptedCode, cardId })).toBeNull();
  });

  test('rejects an encrypted code of 129 bytes before any call', async () => {
    const { errors } = await stack.graph.ask(DECRYPTED, { encryptedCode: 'a'.repeat(129) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('is rejected by GET with 405, because URLs are stored in logs', async () => {
    const query = encodeURIComponent('{ decryptedCode(encryptedCode: "abc") { code } }');
    const response = await fetch(`${stack.graph.url}?query=${query}`, {
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(405);
  });
});
