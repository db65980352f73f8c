import { RATES } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const PATH = '/card/membercard/activateuserform/set';
const TEMP_INFO = '/card/membercard/activatetempinfo/get';
const CARD = 'pDEMO-member-card-0001';
/** A code of the card whose member is not active. */
const INACTIVE = '200000010004';

const stack = useStack({ server: { requestTimeoutMs: 1500, rates: { ...RATES, codeMissesPerMinute: 3 } } });

const SET = `mutation ($input: SetMemberActivationFormInput!) {
  setMemberActivationForm(input: $input) { cardId card { id } replayed userErrors { code message field errcode } }
}`;
const set = async (form: object, cardId = CARD) =>
  (await stack.graph.data(SET, { input: { cardId, ...form } })).setMemberActivationForm;
const requests = async () =>
  (await stack.emulator.ledger()).recent.flatMap(({ path, request }) => (path === PATH ? [request] : []));

const MOBILE = { requiredPart: { commonFields: ['MOBILE'] } };
const rich = (name: string, values: readonly string[] = ['a']) => ({ type: 'RADIO', name, values });

describe('setMemberActivationForm', () => {
  test('sets the whole form with one call, and sends neither absent nor empty lists', async () => {
    const saved = await set({
      requiredPart: {
        canModify: false,
        commonFields: ['MOBILE', 'EDUCATION_BACKGROUND'],
        customFields: [],
        richFields: null,
      },
      optionalPart: {
        customFields: ['昵称'],
        richFields: [{ type: 'CHECK_BOX', name: '喜欢的茶', values: ['红茶', '绿茶'] }],
      },
      serviceStatement: { name: '会员守则', url: 'https://demo.example/rules' },
      bindOldCard: null,
    });
    expect(saved).toEqual({ cardId: CARD, card: { id: CARD }, replayed: false, userErrors: [] });
    const sent = {
      card_id: CARD,
      service_statement: { name: '会员守则', url: 'https://demo.example/rules' },
      required_form: {
        can_modify: false,
        common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE', 'USER_FORM_INFO_FLAG_EDUCATION_BACKGROUND'],
      },
      optional_form: {
        custom_field_list: ['昵称'],
        rich_field_list: [{ type: 'FORM_FIELD_CHECK_BOX', name: '喜欢的茶', values: ['红茶', '绿茶'] }],
      },
    };
    expect(await requests()).toEqual([sent]);
    expect((await stack.emulator.state()).forms).toEqual([sent]);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
  });

  test.each<[string, object, string, readonly string[]]>([
    ['no part', { serviceStatement: { name: 'a', url: 'https://a.example' } }, 'INVALID_INPUT', ['requiredPart']],
    ['a part without fields', { ...MOBILE, optionalPart: { canModify: true } }, 'INVALID_INPUT', ['optionalPart']],
    [
      'a field in both parts',
      { ...MOBILE, optionalPart: { commonFields: ['NAME', 'MOBILE'] } },
      'CONFLICTING_FIELDS',
      ['optionalPart', 'commonFields', '1'],
    ],
    [
      'a name of two fields in both parts',
      { requiredPart: { customFields: ['PLANTED'] }, optionalPart: { richFields: [rich('PLANTED')] } },
      'CONFLICTING_FIELDS',
      ['optionalPart', 'richFields', '0', 'name'],
    ],
    [
      'a field twice in one part',
      { requiredPart: { customFields: ['PLANTED', 'b', 'PLANTED'] } },
      'INVALID_INPUT',
      ['requiredPart', 'customFields', '2'],
    ],
    [
      'a name over 32 bytes',
      { requiredPart: { customFields: ['a', '字'.repeat(11)] } },
      'FIELD_TOO_LONG',
      ['requiredPart', 'customFields', '1'],
    ],
    [
      'a name over 32 bytes of a rich field',
      { requiredPart: { richFields: [rich('字'.repeat(11))] } },
      'FIELD_TOO_LONG',
      ['requiredPart', 'richFields', '0', 'name'],
    ],
    [
      'a rich field without values',
      { requiredPart: { richFields: [rich('a', [])] } },
      'INVALID_INPUT',
      ['requiredPart', 'richFields', '0', 'values'],
    ],
    [
      'an empty value',
      { requiredPart: { richFields: [rich('a', ['b', ''])] } },
      'INVALID_INPUT',
      ['requiredPart', 'richFields', '0', 'values', '1'],
    ],
    [
      'a repeated value',
      { requiredPart: { richFields: [rich('a', ['PLANTED', 'PLANTED'])] } },
      'INVALID_INPUT',
      ['requiredPart', 'richFields', '0', 'values', '1'],
    ],
    [
      '21 fields',
      { requiredPart: { customFields: Array.from({ length: 21 }, (_, n) => `${n}`) } },
      'TOO_MANY_ITEMS',
      ['requiredPart', 'customFields'],
    ],
    [
      '51 values',
      {
        requiredPart: {
          richFields: [
            rich(
              'a',
              Array.from({ length: 51 }, (_, n) => `${n}`),
            ),
          ],
        },
      },
      'TOO_MANY_ITEMS',
      ['requiredPart', 'richFields', '0', 'values'],
    ],
    [
      'a URL over 128 bytes',
      { ...MOBILE, bindOldCard: { name: 'a', url: `https://a.example/${'x'.repeat(111)}` } },
      'FIELD_TOO_LONG',
      ['bindOldCard', 'url'],
    ],
    [
      'a link to something other than a web page',
      { ...MOBILE, serviceStatement: { name: 'a', url: 'javascript:PLANTED' } },
      'INVALID_INPUT',
      ['serviceStatement', 'url'],
    ],
  ])('refuses %s before any call, without the value', async (_subject, form, code, field) => {
    const saved = await set(form);
    expect(saved).toMatchObject({ card: null, userErrors: [{ code, field, errcode: null }] });
    expect(saved.userErrors).toHaveLength(1);
    expect(saved.userErrors[0].message).not.toContain('PLANTED');
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([
    ['a card without wxActivate', 'pDEMO-member-card-0002', 'ACTIVATION_REQUIRED', 72026, 'Set wxActivate to true'],
    ['a card of another type', 'pDEMO-groupon-0001', 'WRONG_CARD_TYPE', 40071, 'only member cards'],
    ['an unknown card', 'pDEMO-none', 'CARD_NOT_FOUND', 40073, 'no card with this id'],
  ])('explains the refusal of %s', async (_subject, cardId, code, errcode, words) => {
    expect(await set(MOBILE, cardId)).toMatchObject({
      card: null,
      userErrors: [{ code, errcode, field: ['cardId'], message: expect.stringContaining(words) }],
    });
  });

  test('returns OUTCOME_UNKNOWN after a lost response, and a repeat with the key sends the form again', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'reset', when: 'after', times: 1 });
    const form = { ...MOBILE, idempotencyKey: 'form' };
    expect((await set(form)).userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', field: null, message: expect.stringContaining('does no harm') },
    ]);
    expect(await set(form)).toMatchObject({ replayed: false, userErrors: [] });
    expect(await set(form)).toMatchObject({ replayed: true, userErrors: [] });
    expect(await requests()).toHaveLength(2);
  });
});

describe('memberActivation', () => {
  const READ = `query ($ticket: String!) { memberActivation(activateTicket: $ticket) {
    commonFields { name value values } customFields { name value values } } }`;
  const read = (ticket: string) => stack.graph.ask(READ, { ticket });

  /** Sends the form of a card that is activated after it, and returns the ticket. */
  async function ticketOf(): Promise<string> {
    const memberCard = { wxActivateAfterSubmit: true, wxActivateAfterSubmitUrl: 'https://demo.example/activate' };
    const { updateCard } = await stack.graph.data(
      'mutation ($input: UpdateCardInput!) { updateCard(input: $input) { userErrors { code message } } }',
      { input: { cardId: CARD, memberCard, allowReview: true } },
    );
    expect(updateCard.userErrors).toEqual([]);
    await set({
      requiredPart: {
        commonFields: ['MOBILE'],
        customFields: ['昵称'],
        richFields: [{ type: 'CHECK_BOX', name: '茶', values: ['红茶', '绿茶'] }],
      },
    });
    const fields = { USER_FORM_INFO_FLAG_MOBILE: '13800000009', 昵称: '小茶', 茶: ['红茶', '绿茶'] };
    const sent = await stack.emulator.sendForm({ card_id: CARD, code: INACTIVE, fields });
    await stack.emulator.clearLedger();
    return String(sent.activate_ticket);
  }

  test('returns the values with one call, both value and value_list, for a ticket that is percent-encoded or not', async () => {
    const ticket = await ticketOf();
    const expected = {
      commonFields: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000009', values: [] }],
      customFields: [
        { name: '昵称', value: '小茶', values: [] },
        { name: '茶', value: null, values: ['红茶', '绿茶'] },
      ],
    };
    expect(ticket).toMatch(/==$/);
    expect((await read(ticket)).data).toEqual({ memberActivation: expected });
    expect(await stack.emulator.calls()).toEqual({ [TEMP_INFO]: 1 });
    expect((await read(encodeURIComponent(ticket))).data).toEqual({ memberActivation: expected });
  });

  test('fails with ACTIVATION_TICKET_EXPIRED for a ticket that has expired, without the ticket', async () => {
    const ticket = await ticketOf();
    await stack.emulator.setClock({ advanceSeconds: 3601 });
    await stack.emulator.expireTokens();
    const { data, errors } = await read(ticket);
    expect(data).toEqual({ memberActivation: null });
    expect(errors).toMatchObject([
      { extensions: { code: 'ACTIVATION_TICKET_EXPIRED', platform: { errcode: 72012 } }, path: ['memberActivation'] },
    ]);
    expect(JSON.stringify(errors)).not.toContain(ticket);
  });

  test('is null for an unknown ticket, which counts as a code look-up that found nothing', async () => {
    for (const ticket of ['PLANTED-1', 'PLANTED-2', '%zz']) {
      expect(await read(ticket)).toMatchObject({ data: { memberActivation: null }, status: 200 });
    }
    expect((await stack.emulator.ledger()).recent.at(-1)?.request).toEqual({ activate_ticket: '%zz' });
    const { errors } = await read('PLANTED-4');
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(await stack.emulator.calls()).toEqual({ [TEMP_INFO]: 3 });
  });

  test.each([
    ['empty', ''],
    ['over 512 bytes', 'a'.repeat(513)],
    ['with an encoded control character', 'a%00'],
  ])('refuses a ticket that is %s before any call', async (_subject, ticket) => {
    const { errors } = await read(ticket);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', problems: [{ field: ['activateTicket'] }] } },
    ]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});
