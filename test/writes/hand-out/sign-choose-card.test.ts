import { createHash } from 'node:crypto';
import { useStack } from '../../support/use-stack.js';

const SIGN = `mutation ($input: SignChooseCardInput!) {
  signChooseCard(input: $input) {
    appid timestamp nonceStr signType cardSign cardId cardType locationId userErrors { code field message }
  }
}`;

const stack = useStack();
const sign = async (input: object) => (await stack.graph.data(SIGN, { input })).signChooseCard;

/** The current ticket, as another client of the account gets it. */
async function ticket(): Promise<string> {
  const get = async (path: string) =>
    (await fetch(`${stack.emulator.url}${path}`)).json() as Promise<Record<string, string>>;
  const credentials = 'grant_type=client_credential&appid=wxdemo&secret=demo-secret';
  const { access_token = '' } = await get(`/cgi-bin/token?${credentials}`);
  const { ticket: current = '' } = await get(`/cgi-bin/ticket/getticket?access_token=${access_token}&type=wx_card`);
  return current;
}

describe('signChooseCard', () => {
  test('signs the appid and each restriction that it returns, without a card/get', async () => {
    const input = { cardId: 'pDEMO-cash-0001', cardType: 'CASH', locationId: '555' };
    const signed = await sign(input);
    const { timestamp, nonceStr, cardSign } = signed;
    expect(signed).toMatchObject({ ...input, appid: 'wxdemo', signType: 'SHA1', userErrors: [] });
    expect(await stack.emulator.calls()).not.toHaveProperty('/card/get');
    const values = ['wxdemo', input.cardId, 'CASH', '555', String(timestamp), nonceStr, await ticket()];
    expect(cardSign).toBe(createHash('sha1').update(values.sort().join('')).digest('hex'));
  });

  test('signs only the appid without restrictions, with another nonce each time', async () => {
    const [one, two] = [await sign({}), await sign({ cardId: null })];
    expect(one).toMatchObject({ appid: 'wxdemo', cardId: null, cardType: null, locationId: null, userErrors: [] });
    expect(one.nonceStr).not.toBe(two.nonceStr);
    const values = ['wxdemo', String(one.timestamp), one.nonceStr, await ticket()];
    expect(one.cardSign).toBe(createHash('sha1').update(values.sort().join('')).digest('hex'));
  });

  test.each(['cardId', 'locationId'])(
    'refuses an empty %s, which would not be signed, before any call',
    async (field) => {
      const { cardSign, appid, userErrors } = await sign({ [field]: '' });
      expect([cardSign, appid]).toEqual([null, null]);
      expect(userErrors).toEqual([
        { code: 'INVALID_INPUT', field: [field], message: expect.stringMatching(/1 to 32 bytes.*string of 0 bytes/) },
      ]);
      expect(await stack.emulator.calls()).toEqual({});
    },
  );
});

describe('signChooseCard without a ticket', () => {
  const fresh = useStack();

  test('fails without a result if the ticket cannot be fetched', async () => {
    await fresh.emulator.fault({ path: '/cgi-bin/ticket/getticket', kind: 'errcode', value: 48001 });
    const { data, errors } = await fresh.graph.ask(SIGN, { input: {} });
    expect(data.signChooseCard).toBeNull();
    expect(errors).toMatchObject([{ path: ['signChooseCard'], extensions: { platform: { errcode: 48001 } } }]);
  });
});
