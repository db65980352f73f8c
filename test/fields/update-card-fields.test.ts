import { belongsTo, UPDATE_FIELDS } from '../../src/platform/endpoints/card.fields.js';
import { CARD_TYPES, type CardObject } from '../../src/platform/endpoints/card.wire.js';
import type { UpdateCardInput } from '../graph/generated/graphql.js';
import { CardWrites, pathsCalled, payloadIn, refusalsOf, storedPayload, valueAt } from '../support/card-writes.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { changing, TYPES, typesOf, UPDATE_INPUTS, type UpdateInput } from '../support/update-inputs.js';
import { useStack } from '../support/use-stack.js';

const stack = useStack({ beforeEach: 'nothing', server: { limits: WIDE_LIMITS } });
let cards: CardWrites;
/** The cards after a reset. */
let demoCards: readonly CardObject[];

beforeAll(async () => {
  cards = new CardWrites(stack.graph);
  ({ cards: demoCards } = await stack.emulator.state());
});
/** For tests that change a card. */
const resetBeforeEach = () => beforeEach(() => stack.reset());
const clearBeforeEach = () => beforeEach(() => stack.emulator.clearLedger());

const keyOf = ({ path, kinds }: { path: string; kinds: string }) => `${kinds} ${path}`;
/** Returns the path of the stored value. A field of list entries is stored with the whole list. */
const storedPath = (path: string) => path.replace(/\[\].*/, '');
const isDate = ({ path }: UpdateInput) => path.startsWith('base_info.date_info');
const named = (inputs: readonly UpdateInput[]) =>
  inputs.map((input, index): [string, UpdateInput, number] => [keyOf(input), input, index]);

describe('UPDATE_INPUTS', () => {
  test('has exactly the rows of the contract', () => {
    expect(UPDATE_INPUTS.map(keyOf).sort()).toEqual(UPDATE_FIELDS.map(keyOf).sort());
    expect(UPDATE_INPUTS).toHaveLength(148);
  });

  test('has the limits, review and clearing of the contract', () => {
    const facts = UPDATE_INPUTS.map((input) => {
      const { form, review, clear } = input;
      return [keyOf(input), form.text?.maxBytes, form.text?.maxCharacters, review, clear];
    });
    const contract = UPDATE_FIELDS.map((row) => {
      const limited = row.type === 'string' || row.path.endsWith('icon_url_list') ? row.maxUtf8Bytes : undefined;
      return [keyOf(row), row.color ? undefined : limited, row.maxCharacters, row.review, row.clear ?? 'refused'];
    });
    expect(facts.sort()).toEqual(contract.sort());
  });

  test('has the card types of the contract', () => {
    expect([...TYPES].sort()).toEqual([...CARD_TYPES].sort());
    for (const { kinds } of UPDATE_INPUTS) {
      expect(CARD_TYPES.filter((type) => belongsTo(kinds, type)).sort()).toEqual([...typesOf(kinds)].sort());
    }
  });
});

/** Returns a card that accepts the field, preferably one without the value. `number` selects among several. */
function cardFor(input: UpdateInput, number: number): CardObject {
  const suited = demoCards.filter((card) => {
    const { status, date_info } = payloadIn(card).base_info;
    const isRange = date_info.type === 'DATE_TYPE_FIX_TIME_RANGE';
    return (
      typesOf(input.kinds).includes(card.card_type) && status === 'CARD_STATUS_VERIFY_OK' && (isRange || !isDate(input))
    );
  });
  const shown = JSON.stringify(input.form.stored);
  const fresh = suited.filter((card) => JSON.stringify(valueAt(payloadIn(card), storedPath(input.path))) !== shown);
  const choice = fresh.length > 0 ? fresh : suited;
  const card = choice[number % choice.length];
  if (card === undefined) throw new Error(`no card for ${keyOf(input)}`);
  return card;
}

const idOf = (card: CardObject) => payloadIn(card).base_info.id;

/** Paths that already have the value: the setting is on in every demo member card, and a range card has this type. */
const SHOWN_BEFORE = ['supply_bonus', 'base_info.date_info.type'];

describe('a valid value', () => {
  resetBeforeEach();

  test.each(named(UPDATE_INPUTS))(
    'for %s is previewed, accepted, stored and verified',
    async (_name, input, number) => {
      const { path, field, form, review } = input;
      const card = cardFor(input, number);
      const id = idOf(card);
      const before = valueAt(payloadIn(card), storedPath(path));
      if (!SHOWN_BEFORE.includes(path)) expect(before).not.toEqual(form.stored);

      expect(await cards.preview(changing(id, [field, form.value]))).toEqual({
        reviewRequired: review,
        reviewFields: review ? [field.split('.')] : [],
        userErrors: [],
      });
      expect(await pathsCalled(stack.emulator)).toEqual(['/card/get']);
      await stack.emulator.clearLedger();

      expect(await cards.update(changing(id, [field, form.value]))).toMatchObject({
        cardId: id,
        card: { id, status: review ? 'IN_REVIEW' : 'APPROVED' },
        reviewRequired: review,
        verified: review ? null : true,
        unverifiedFields: [],
        replayed: false,
        userErrors: [],
      });
      expect(await pathsCalled(stack.emulator)).toEqual(['/card/get', '/card/update', '/card/get']);
      expect(valueAt(await storedPayload(stack.emulator, id), storedPath(path))).toEqual(form.stored);
    },
  );
});

const withText = UPDATE_INPUTS.flatMap((input) => (input.form.text ? [{ ...input, text: input.form.text }] : []));
const limitedInBytes = withText.flatMap(({ text, ...input }) =>
  text.maxBytes === undefined ? [] : [{ ...input, text, maxBytes: text.maxBytes }],
);

/** Returns a text of exactly `bytes` bytes, in Latin letters or in Chinese characters filled up with letters. */
function ofBytes(bytes: number, script: 'Latin' | 'Chinese', prefix: string): string {
  const rest = bytes - Buffer.byteLength(prefix);
  if (script === 'Latin') return prefix + 'x'.repeat(rest);
  return prefix + '字'.repeat(Math.floor(rest / 3)) + 'x'.repeat(rest % 3);
}

/** Expects these rejections from both preview and update, without any call. */
async function expectRefusedBeforeAnyCall(input: UpdateCardInput, refusals: unknown): Promise<void> {
  const preview = await cards.preview(input);
  expect(refusalsOf(preview)).toEqual(refusals);
  expect(preview).toMatchObject({ reviewRequired: false, reviewFields: [] });
  const outcome = await cards.update(input);
  expect(refusalsOf(outcome)).toEqual(refusals);
  expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null, unverifiedFields: [] });
  expect(outcome.userErrors).toEqual(preview.userErrors);
  expect(await stack.emulator.calls()).toEqual({});
}

describe('a text', () => {
  resetBeforeEach();

  test.each(limitedInBytes.map((input) => [keyOf(input), input.maxBytes, input] as const))(
    'for %s returns FIELD_TOO_LONG without a call over %d bytes, and is accepted at that size',
    async (_name, maxBytes, input) => {
      const { field, text } = input;
      const id = idOf(cardFor(input, 0));
      for (const script of ['Latin', 'Chinese'] as const) {
        const over = changing(id, [field, text.within(ofBytes(maxBytes + 1, script, text.prefix))]);
        await expectRefusedBeforeAnyCall(over, [['FIELD_TOO_LONG', [field, ...text.below].join('.')]]);
      }
      const exact = text.within(ofBytes(maxBytes, 'Chinese', text.prefix));
      expect(await cards.update(changing(id, [field, exact]))).toMatchObject({ unverifiedFields: [], userErrors: [] });
    },
  );

  test('for a text image returns FIELD_TOO_LONG over 5,000 characters, and 5,000 emoji of 20,000 bytes are accepted', async () => {
    const textImageInput = (text: string) =>
      changing('pDEMO-cash-0001', ['advancedInfo.textImages', [{ text: 'a' }, { text }]]);
    await expectRefusedBeforeAnyCall(textImageInput('字'.repeat(5001)), [
      ['FIELD_TOO_LONG', 'advancedInfo.textImages.1.text'],
    ]);
    expect(await cards.update(textImageInput('😀'.repeat(5000)))).toMatchObject({ verified: true, userErrors: [] });
  });

  test.each(withText.map((input) => [keyOf(input), input] as const))(
    'for %s returns INVALID_INPUT without a call when it has a control character or an unpaired surrogate',
    async (_name, input) => {
      const { field, text } = input;
      for (const strange of ['a\u0001', 'a\u007f', 'a\ud800']) {
        const refusals = refusalsOf(await cards.update(changing('pDEMO', [field, text.within(text.prefix + strange)])));
        expect(refusals).toEqual([['INVALID_INPUT', [field, ...text.below].join('.')]]);
      }
      expect(await stack.emulator.calls()).toEqual({});
    },
  );
});

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER = 'pDEMO-member-card-0002';
const manyIds = Array.from({ length: 11 }, (_, n) => `pDEMO-${n}`);

describe('an invalid value', () => {
  clearBeforeEach();

  test.each([
    [
      '11 cards under the activation message',
      MEMBER,
      'memberCard.activateMessageOperation.cardIds',
      manyIds,
      'TOO_MANY_ITEMS',
    ],
    ['11 cards under other messages', MEMBER, 'memberCard.modifyMessageOperation.cardIds', manyIds, 'TOO_MANY_ITEMS'],
    [
      'two cover pictures',
      VOUCHER,
      'advancedInfo.cover.iconUrls',
      ['https://a.example', 'https://b.example'],
      'TOO_MANY_ITEMS',
    ],
    ['two shared cards', VOUCHER, 'advancedInfo.redeemGifts', [{ cardId: 'a' }, { cardId: 'b' }], 'TOO_MANY_ITEMS'],
    ['location ids over 3072 bytes', VOUCHER, 'baseInfo.locationIds', Array(308).fill('123456789'), 'FIELD_TOO_LONG'],
    ['a location id that is not a number', VOUCHER, 'baseInfo.locationIds', ['1', 'x'], 'INVALID_INPUT'],
    ['an empty location id', VOUCHER, 'baseInfo.locationIds', [''], 'INVALID_INPUT'],
    [
      'an empty card id under a message',
      MEMBER,
      'memberCard.modifyMessageOperation.cardIds',
      ['a', ''],
      'INVALID_INPUT',
    ],
    ['claimLimit 0', VOUCHER, 'baseInfo.claimLimit', 0, 'INVALID_INPUT'],
    ['claimLimit 51', MEMBER, 'baseInfo.claimLimit', 51, 'INVALID_INPUT'],
    ['redeemGiftSelfCount -1', VOUCHER, 'advancedInfo.redeemGiftSelfCount', -1, 'INVALID_INPUT'],
    ['redeemGiftSelfCount 2', VOUCHER, 'advancedInfo.redeemGiftSelfCount', 2, 'INVALID_INPUT'],
    ['an invalid colour', VOUCHER, 'baseInfo.color', 'red', 'INVALID_INPUT'],
    ['an unknown colour name', VOUCHER, 'baseInfo.color', 'Color011', 'INVALID_INPUT'],
    ['a colour name in small letters', VOUCHER, 'baseInfo.color', 'color010', 'INVALID_INPUT'],
    ['a colour of five digits', MEMBER, 'baseInfo.color', '#12345', 'INVALID_INPUT'],
    ['a colour with transparency', MEMBER, 'baseInfo.color', '#12345678', 'INVALID_INPUT'],
    ['a colour named like a property of every object', VOUCHER, 'baseInfo.color', 'toString', 'INVALID_INPUT'],
    [
      'an instant within the first second of 1970',
      VOUCHER,
      'baseInfo.validity.beginsAt',
      '1970-01-01T00:00:00.999Z',
      'INVALID_INPUT',
    ],
    ['a range without an end', VOUCHER, 'baseInfo.validity', {}, 'INVALID_INPUT'],
    [
      'a text image without a text and a picture',
      VOUCHER,
      'advancedInfo.textImages',
      [{ text: 'a' }, {}],
      'INVALID_INPUT',
    ],
    [
      'a text image with an empty text and picture',
      VOUCHER,
      'advancedInfo.textImages',
      [{ imageUrl: '', text: '' }],
      'INVALID_INPUT',
    ],
    ['an instant before 1970', VOUCHER, 'baseInfo.validity.beginsAt', '1969-12-31T23:59:59Z', 'INVALID_INPUT'],
    ['an instant after 2106', VOUCHER, 'baseInfo.validity.endsAt', '2106-02-07T06:28:16Z', 'INVALID_INPUT'],
  ])('is rejected without a call for %s', async (_subject, id, field, value, code) => {
    await expectRefusedBeforeAnyCall(changing(id, [field, value]), [[code, field]]);
  });

  test.each([
    ['a shared card twice', 'redeemGifts', [{ cardId: 'a', count: 2 }], '0.count'],
    ['a shared card without an id', 'redeemGifts', [{ cardId: '' }], '0.cardId'],
    ['a picture at another port', 'textImages', [{ imageUrl: 'https://mmbiz.qpic.cn:8443/a' }], '0.imageUrl'],
    ['a picture by another protocol', 'textImages', [{ imageUrl: 'ftp://mmbiz.qpic.cn/a' }], '0.imageUrl'],
    ['a shared card zero times', 'redeemGifts', [{ cardId: 'a', count: 0 }], '0.count'],
    [
      'a picture of another host',
      'textImages',
      [{ text: 'a' }, { imageUrl: 'https://mmbiz.qlogo.cn/a' }],
      '1.imageUrl',
    ],
    [
      'a picture of a host with the same prefix',
      'textImages',
      [{ imageUrl: 'https://mmbiz.qpic.cn.example/a' }],
      '0.imageUrl',
    ],
    ['a picture that is not a URL', 'textImages', [{ imageUrl: 'mmbiz.qpic.cn/a' }], '0.imageUrl'],
  ])('is rejected without a call for %s', async (_subject, list, value, below) => {
    const input = changing(VOUCHER, [`advancedInfo.${list}`, value]);
    await expectRefusedBeforeAnyCall(input, [['INVALID_INPUT', `advancedInfo.${list}.${below}`]]);
  });

  test.each([
    ['an unknown code type', { baseInfo: { codeType: 'CODE_TYPE_TEXT' } }],
    ['an unknown weekday', { advancedInfo: { timeLimits: ['MON'] } }],
    ['an unknown service', { advancedInfo: { businessServices: ['UNKNOWN'] } }],
    ['an unknown name type', { memberCard: { customField1: { nameType: 'UNKNOWN' } } }],
    ['an amount over 32 bits', { memberCard: { pointsRule: { amountOffPerUnitFen: 2 ** 31 } } }],
    ['an invalid instant', { boardingPass: { landingAt: 'tomorrow' } }],
    ['a field that the platform cannot update', { baseInfo: { brandName: '青岚' } }],
    ['a list with null in it', { baseInfo: { locationIds: [null] } }],
  ])('is rejected by the schema with BAD_USER_INPUT for %s', async (_subject, changes) => {
    const { errors } = await cards.askUpdate({ cardId: VOUCHER, ...changes });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a field of another card type', () => {
  clearBeforeEach();

  const fields = new Map(UPDATE_INPUTS.map((input) => [input.path, input]));
  /** Every path except the 28 that all eleven card types have. */
  const foreign = [...fields.values()].flatMap((input) => {
    const kinds = UPDATE_INPUTS.filter(({ path }) => path === input.path).map((each) => each.kinds);
    const others = TYPES.filter((type) => !kinds.some((kind) => typesOf(kind).includes(type)));
    return others.length > 0 ? [[input.path, others, input] as const] : [];
  });

  test('exists at 92 of the 120 paths', () => expect([foreign.length, fields.size]).toEqual([92, 120]));

  test.each(foreign)('at %s is rejected for every other type, before any write', async (path, others, input) => {
    // Every card has a title.
    const code = path === 'base_info.title' ? 'FIELD_NOT_UPDATABLE' : 'WRONG_CARD_TYPE';
    const { field, form } = input;
    const fields = form.parts?.map((part) => `${field}.${part}`) ?? [field];
    const aliases = others.map((type) => `${type}: updateCard(input: $${type}) { userErrors { code field } }`);
    const inputs = others.map((type) => {
      const id = `pDEMO-${type.toLowerCase().replaceAll('_', '-')}-0001`;
      return [type, changing(id, [field, form.value], ['baseInfo.servicePhone', '020-1'])] as const;
    });
    const variables = others.map((type) => `$${type}: UpdateCardInput!`).join(' ');
    const data = await stack.graph.data(`mutation (${variables}) { ${aliases.join(' ')} }`, Object.fromEntries(inputs));
    for (const type of others) {
      expect(data[type].userErrors).toEqual(fields.map((each) => ({ code, field: each.split('.') })));
    }
    expect(await pathsCalled(stack.emulator)).toEqual(others.map(() => '/card/get'));
    const id = `pDEMO-${(others[0] ?? '').toLowerCase().replaceAll('_', '-')}-0001`;
    expect(refusalsOf(await cards.preview(changing(id, [field, form.value])))).toEqual(
      fields.map((each) => [code, each]),
    );
  });
});

describe('a null or empty value', () => {
  resetBeforeEach();

  const empties = (input: UpdateInput) => (input.form.empty === undefined ? [null] : [null, input.form.empty]);
  const cleared = UPDATE_INPUTS.filter(({ clear }) => clear !== 'refused');
  const refused = UPDATE_INPUTS.filter(({ clear }) => clear === 'refused');

  test.each(named(cleared))('for %s clears the field as the contract specifies', async (_name, input) => {
    const { path, field, form, clear } = input;
    const card = cardFor(input, 0);
    const id = idOf(card);
    for (const empty of empties(input)) {
      await cards.update(changing(id, [field, form.value]));
      await stack.emulator.clearLedger();
      const outcome = await cards.update(changing(id, [field, empty]));
      expect(outcome).toMatchObject({ verified: input.review ? null : true, unverifiedFields: [], userErrors: [] });
      const { recent } = await stack.emulator.ledger();
      const sent = recent.find((call) => call.path === '/card/update')?.request;
      expect(valueAt(sent?.[card.card_type.toLowerCase()], storedPath(path))).toEqual(clear);
      const stored = valueAt(await storedPayload(stack.emulator, id), storedPath(path));
      expect(stored).toEqual(clear === '0' ? [] : clear);
    }
  });

  test.each(named(refused))('for %s returns INVALID_INPUT without a call', async (_name, input) => {
    for (const empty of empties(input)) {
      await expectRefusedBeforeAnyCall(changing(idOf(cardFor(input, 0)), [input.field, empty]), [
        ['INVALID_INPUT', input.field],
      ]);
    }
  });

  test('for a field of a list entry is omitted', async () => {
    const entries = [
      { imageUrl: 'https://mmbiz.qpic.cn/a', text: '' },
      { imageUrl: null, text: 'b' },
    ];
    expect(await cards.update(changing(VOUCHER, ['advancedInfo.textImages', entries]))).toMatchObject({
      verified: true,
      userErrors: [],
    });
    const { advanced_info } = await storedPayload(stack.emulator, VOUCHER);
    expect(advanced_info?.text_image_list).toEqual([{ image_url: 'https://mmbiz.qpic.cn/a' }, { text: 'b' }]);
  });

  test('for a whole group clears each of its fields, or is rejected if a field cannot be cleared', async () => {
    const emptied = changing(VOUCHER, ['baseInfo.center', null], ['baseInfo.customLink', null]);
    expect(await cards.update(emptied)).toMatchObject({ verified: true, userErrors: [] });
    const { base_info } = await storedPayload(stack.emulator, VOUCHER);
    expect(base_info).toMatchObject({ center_title: '', center_url: '', center_sub_title: '', custom_url: '' });
    await stack.emulator.clearLedger();
    await expectRefusedBeforeAnyCall(changing(VOUCHER, ['baseInfo.validity', null]), [
      ['INVALID_INPUT', 'baseInfo.validity.beginsAt'],
      ['INVALID_INPUT', 'baseInfo.validity.endsAt'],
    ]);
  });
});
