import { EmulatorClient, type Json } from './emulator-client.js';
import { CardClient } from './own-cards.js';

/** A member card with `wx_activate`. */
const TEA = 'pDEMO-member-card-0001';
const MEMBER = { code: '200000010004', card_id: TEA };
const MOBILE = 'USER_FORM_INFO_FLAG_MOBILE';
const NAME = 'USER_FORM_INFO_FLAG_NAME';
const FORM = {
  required_form: {
    common_field_id_list: [MOBILE],
    rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: '口味', values: ['绿茶', '红茶'] }],
  },
  optional_form: {
    can_modify: true,
    common_field_id_list: [NAME],
    custom_field_list: ['喜欢的电影'],
    rich_field_list: [{ type: 'FORM_FIELD_CHECK_BOX', name: '职业', values: ['赛车手', '旅行家'] }],
  },
};
const FILLED_IN = { [MOBILE]: '15500000518', 口味: '绿茶', 喜欢的电影: '茶馆', 职业: ['赛车手', '旅行家'] };
const SHOWN = {
  common_field_list: [{ name: MOBILE, value: '15500000518' }],
  custom_field_list: [
    { name: '口味', value: '绿茶', value_list: [] },
    { name: '喜欢的电影', value: '茶馆', value_list: [] },
    { name: '职业', value_list: ['赛车手', '旅行家'] },
  ],
};

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const setForm = (form: object = FORM, card_id = TEA) =>
  cards.call('/card/membercard/activateuserform/set', { card_id, ...form });
const geturl = (request: Json) => cards.call('/card/membercard/activate/geturl', request);
const tempinfo = (activate_ticket: unknown) => cards.call('/card/membercard/activatetempinfo/get', { activate_ticket });
const submit = (fields: object = FILLED_IN) => client.control('POST', '/forms', { ...MEMBER, fields });
const info = () => cards.call('/card/membercard/userinfo/get', MEMBER);
const activate = () => cards.call('/card/membercard/activate', { ...MEMBER, membership_number: 'A1' });
const update = (own: object) => cards.update('MEMBER_CARD', own, TEA);

describe('the emulated activateuserform/set', () => {
  test('replaces the whole form', async () => {
    expect(await setForm()).toEqual({ errcode: 0 });
    const link = { name: '会员守则', url: 'https://demo.example/rules' };
    const second = { service_statement: link, optional_form: { custom_field_list: ['昵称'] } };
    await setForm(second);
    expect((await cards.state()).forms).toEqual([{ card_id: TEA, ...second }]);
  });

  test.each([
    ['a card of another type', 'pDEMO-groupon-0001', 40071],
    ['an unknown card', 'pUnknown', 40073],
    ['a deleted card', 'pDEMO-gift-0003', 40078],
    ['a member card without wx_activate', 'pDEMO-member-card-0002', 72026],
  ])('refuses %s, as activate/geturl does', async (_, card_id, errcode) => {
    expect(await setForm(FORM, card_id)).toMatchObject({ errcode });
    expect(await geturl({ card_id })).toMatchObject({ errcode });
  });

  test.each([
    ['no form', { service_statement: { name: '守则', url: 'https://demo.example' } }, 41011],
    ['null as a form', { required_form: null }, 47001],
    ['null as a list', { required_form: { common_field_id_list: null } }, 47001],
    [
      'a rich field without values',
      { required_form: { rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: '茶' }] } },
      47001,
    ],
    [
      'an unknown kind of rich field',
      { required_form: { rich_field_list: [{ type: 'RADIO', name: '茶', values: ['绿'] }] } },
      40097,
    ],
    ['a link without a URL', { ...FORM, bind_old_card: { name: '绑定' } }, 47001],
    [
      'the misspelt name of the documents',
      { required_form: { common_field_id_list: ['USER_FORM_INFO_FLAG_EDUCATION_BACKGRO'] } },
      40097,
    ],
    [
      'a field in both forms',
      { required_form: { common_field_id_list: [NAME] }, optional_form: { common_field_id_list: [NAME] } },
      40097,
    ],
    ['a name over 32 bytes', { required_form: { custom_field_list: ['十'.repeat(11)] } }, 45021],
    [
      'a URL over 128 bytes',
      { ...FORM, service_statement: { name: '守则', url: `https://demo.example/${'x'.repeat(128)}` } },
      45021,
    ],
  ])('refuses %s', async (_, form, errcode) => {
    expect(await setForm(form)).toMatchObject({ errcode });
    expect((await cards.state()).forms).toEqual([]);
  });
});

describe('the emulated activate/geturl', () => {
  test('returns a doubled &, an encoded = at the end of biz, and a fragment, as observed', async () => {
    const { url } = await geturl({ card_id: TEA, outer_str: 'a+b=c&d' });
    expect(url).toMatch(
      /^https:\/\/mp\.weixin\.qq\.com\/bizmall\/activatemembercard\?action=preshow&&encrypt_card_id=[\w.%-]+%3D&outer_str=a%2Bb%3Dc%26d&biz=\w+%3D%3D#wechat_redirect$/,
    );
    const { searchParams } = new URL(String(url));
    expect(searchParams.get('outer_str')).toBe('a+b=c&d');
    expect(searchParams.get('biz')).toMatch(/^\w{14}==$/);
    expect(searchParams.get('encrypt_card_id')).toMatch(/^[A-Za-z0-9+/]{27}=$/);
  });

  test('returns the same URL for the same channel and refuses a channel over 128 bytes', async () => {
    expect(await geturl({ card_id: TEA })).toEqual(await geturl({ card_id: TEA, outer_str: '' }));
    expect(await geturl({ card_id: TEA, outer_str: 'x'.repeat(129) })).toMatchObject({ errcode: 40097 });
  });
});

describe('POST /_emulator/forms', () => {
  test('activates the member with wx_activate, with both value and value_list in userinfo/get', async () => {
    await setForm();
    expect(await submit()).toEqual({ has_active: true });
    expect(await info()).toMatchObject({
      ...{ has_active: true, bonus: 10, membership_number: MEMBER.code, user_card_status: 'NORMAL', user_info: SHOWN },
    });
  });

  test('accepts the fields in the form of userinfo/get', async () => {
    await setForm();
    const { common_field_list, custom_field_list } = SHOWN;
    expect(await submit([...common_field_list, ...custom_field_list])).toEqual({ has_active: true });
    expect(await info()).toMatchObject({ user_info: SHOWN });
  });

  test('lets an active member change only the fields of a part with can_modify', async () => {
    await setForm();
    await submit();
    expect(await submit({ 喜欢的电影: '一一', [NAME]: '云' })).toEqual({ has_active: true });
    const { user_info } = (await info()) as { user_info: typeof SHOWN };
    expect(user_info.common_field_list).toEqual([...SHOWN.common_field_list, { name: NAME, value: '云' }]);
    expect(user_info.custom_field_list).toContainEqual({ name: '喜欢的电影', value: '一一', value_list: [] });
    expect(await submit({ 口味: '红茶' })).toMatchObject({ errcode: 40127 });
  });

  test.each([
    ['a required field is missing', { [MOBILE]: '1' }, 41011],
    ['a field is not in the form', { ...FILLED_IN, USER_FORM_INFO_FLAG_SEX: 'MALE' }, 40097],
    ['a value is not among those to choose from', { ...FILLED_IN, 口味: '白茶' }, 40097],
    ['a field of one value has two', { ...FILLED_IN, 口味: ['绿茶', '红茶'] }, 40097],
  ])('is refused if %s', async (_, fields, errcode) => {
    await setForm();
    expect(await submit(fields)).toMatchObject({ errcode });
    expect(await info()).toMatchObject({ has_active: false });
  });

  test('is refused with 40097 before a form was set, and with 72026 for a card that activates in another way', async () => {
    expect(await submit({})).toMatchObject({ errcode: 40097 });
    await setForm();
    await update({ activate_url: 'https://demo.example/activate' });
    expect(await submit()).toMatchObject({ errcode: 72026 });
  });

  test.each([
    ['no fields', undefined, 'got nothing'],
    ['a number as a value', { [MOBILE]: 1 }, 'got a value of type object'],
    ['an entry without a name', [{ value: '1' }], 'got a list'],
    ['a text over 512 bytes', { [MOBILE]: 'x'.repeat(513) }, 'got a longer text'],
    ['over 100 names', Object.fromEntries(Array.from({ length: 101 }, (_, index) => [index, ''])), 'got more of them'],
  ])('is rejected with HTTP 400 for %s', async (_, fields, message) => {
    const response = await client.raw('POST', '/_emulator/forms', JSON.stringify({ ...MEMBER, fields }));
    expect(response.status).toBe(400);
    expect(((await response.json()) as Json).error).toContain(message);
  });
});

describe('the emulated activatetempinfo/get', () => {
  const jumpTo = async (wx_activate_after_submit_url: string) => {
    await update({ wx_activate_after_submit: true, wx_activate_after_submit_url });
    await setForm();
    return (await submit()) as { has_active: boolean; activate_ticket: string; url: string };
  };

  test('returns the form of a ticket whose parameters in the jump are percent-encoded', async () => {
    const { has_active, activate_ticket, url } = await jumpTo('https://demo.example/join?from=card#top');
    expect(has_active).toBe(false);
    expect(await info()).toMatchObject({ has_active: false });
    const { hash, searchParams } = new URL(url);
    expect(hash).toBe('#top');
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ from: 'card', card_id: TEA, openid: 'oDEMO-user-0004', activate_ticket, encrypt_code: expect.any(String) },
    });
    expect(url).toContain(`activate_ticket=${encodeURIComponent(activate_ticket)}`);
    expect(activate_ticket).toMatch(/==$/);
    const { code } = await cards.call('/card/code/decrypt', { encrypt_code: searchParams.get('encrypt_code') });
    expect(code).toBe(MEMBER.code);
    expect(await tempinfo(activate_ticket)).toEqual({ errcode: 0, info: SHOWN });
    expect(await tempinfo(encodeURIComponent(activate_ticket))).toMatchObject({ errcode: 72011 });
  });

  test('joins the parameters with ? if the address has none', async () => {
    const { url } = await jumpTo('https://demo.example/join');
    expect(url).toMatch(/^https:\/\/demo\.example\/join\?card_id=/);
  });

  test('ends with the activation, which gives the values of the form to the member', async () => {
    const { activate_ticket } = await jumpTo('https://demo.example/join');
    expect(await activate()).toEqual({ errcode: 0 });
    expect(await tempinfo(activate_ticket)).toMatchObject({ errcode: 72012 });
    expect(await info()).toMatchObject({ membership_number: 'A1', has_active: true, user_info: SHOWN });
  });

  test('ends 3600 seconds after the form, without values for a later activation', async () => {
    const { activate_ticket } = await jumpTo('https://demo.example/join');
    const [shown] = (await cards.state()).activations as Json[];
    expect(shown).toMatchObject({ ...MEMBER, activate_ticket, info: SHOWN });
    await client.control('POST', '/clock', { advanceSeconds: 3590 });
    expect(await tempinfo(activate_ticket)).toMatchObject({ errcode: 0 });
    await client.control('POST', '/clock', { advanceSeconds: 10 });
    expect(await tempinfo(activate_ticket)).toMatchObject({ errcode: 72012 });
    await activate();
    expect(await info()).not.toHaveProperty('user_info');
  });

  test('accepts only the ticket of the last form of a code, and none of another account', async () => {
    const { activate_ticket: first } = await jumpTo('https://demo.example/join');
    const { activate_ticket: second } = await submit();
    expect(await tempinfo(first)).toMatchObject({ errcode: 72011 });
    expect(await tempinfo(second)).toMatchObject({ errcode: 0 });
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 'other-secret' });
    const token = await client.token({ appid: 'wxother', secret: 'other-secret' });
    const path = '/card/membercard/activatetempinfo/get';
    expect(await client.call(path, token, { activate_ticket: second })).toMatchObject({ errcode: 72011 });
  });
});
