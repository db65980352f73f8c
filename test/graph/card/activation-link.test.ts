import { useStack } from '../../support/use-stack.js';

const PATH = '/card/membercard/activate/geturl';
const CARD = 'pDEMO-member-card-0001';

const stack = useStack();

const LINK = 'url encryptedCardId channel biz';
const link = async (id: string, channel?: string) => {
  const query = `query ($id: ID!, $channel: String) { card(id: $id) { activationLink(channel: $channel) { ${LINK} } } }`;
  return (await stack.graph.data(query, { id, channel })).card.activationLink;
};

describe('Card.activationLink', () => {
  test('returns the URL of the platform and its decoded parts with one call', async () => {
    const found = await link(CARD, '3楼&=');
    expect(found).toEqual({
      url: expect.stringMatching(/\?action=preshow&&encrypt_card_id=.*%3D&outer_str=.*&biz=.*%3D%3D#wechat_redirect$/),
      encryptedCardId: expect.stringMatching(/^[\w+/]{27}=$/),
      channel: '3楼&=',
      biz: expect.stringMatching(/^[\w+/]+==$/),
    });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATH]: 1 });
  });

  test('has a null channel and sends none if there is no argument', async () => {
    expect((await link(CARD)).channel).toBeNull();
    const { recent } = await stack.emulator.ledger();
    expect(recent.find(({ path }) => path === PATH)?.request).toEqual({ card_id: CARD });
  });

  test.each([
    ['a member card without wxActivate', 'pDEMO-member-card-0002'],
    ['a card of another type', 'pDEMO-groupon-0001'],
  ])('is null without a call for %s', async (_subject, id) => {
    expect(await link(id)).toBeNull();
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('is null if the platform reports that one-tap activation is off', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value: 72026 });
    expect(await link(CARD)).toBeNull();
  });

  test('is read once per channel of a card in a request', async () => {
    await stack.graph.data(
      `{ card(id: "${CARD}") { a: activationLink { url } b: activationLink { biz } c: activationLink(channel: "c") { url } } }`,
    );
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATH]: 2 });
  });

  test('rejects a channel over 128 bytes', async () => {
    const query = 'query ($c: String) { card(id: "pDEMO-member-card-0001") { activationLink(channel: $c) { url } } }';
    const { errors } = await stack.graph.ask(query, { c: '字'.repeat(43) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, path: ['card', 'activationLink'] }]);
    expect(await stack.emulator.calls()).not.toHaveProperty(PATH);
  });
});
