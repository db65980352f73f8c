import { deposit } from '../../../src/platform/endpoints/deposit.js';
import { qrcode } from '../../../src/platform/endpoints/qrcode.js';
import { withoutEchoes } from '../../../src/platform/errmsg-echoes.js';
import { DirectClient, everyTextOf, failureOf } from '../../support/direct-client.js';
import { type RawPlatform, sendJson, startRawPlatform } from '../../support/raw-platform.js';

let platform: RawPlatform;
let client: DirectClient;

beforeAll(async () => {
  platform = await startRawPlatform(({ body }, response) =>
    sendJson(response, { errcode: 40003, errmsg: `invalid request ${body} hint: [a_b] rid: 1a-2b` }),
  );
  client = new DirectClient(platform.url);
});
afterAll(async () => {
  await client.close();
  await platform.close();
});

describe('an errmsg that echoes its request', () => {
  test('contains neither the codes nor the openids of a QR code, but the card, the hint and the rid', async () => {
    const cards = ['1', '2'].map((n) => ({ card_id: 'pOne', code: `PLANTED-CODE${n}`, openid: `PLANTED-o.${n}` }));
    const request = { action_name: 'QR_MULTIPLE_CARD', action_info: { multiple_card: { card_list: cards } } };
    const error = await failureOf(client.call(qrcode.create, request));
    expect(error).toMatchObject({ errcode: 40003, rid: '1a-2b', errmsg: expect.stringMatching(/pOne.*hint: \[a_b\]/) });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('contains none of the codes of a list', async () => {
    const error = await failureOf(client.call(deposit.check, { card_id: 'pOne', code: ['PLANTED-1', 'PLANTED-10'] }));
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('contains at most seven characters of a long value that the echo cuts off', () => {
    const code = 'PLANTED+encrypted/code+of=64+characters'.padEnd(64, 'x');
    const request = JSON.stringify({ encrypt_code: code });
    for (const length of [25, 40, 60, request.length]) {
      const echoed = withoutEchoes(`data format error: ${request.slice(0, length)} rid: 1a-2b`, request);
      expect(echoed).toMatch(/^data format error: \{"encrypt_code":"…"?\}? rid: 1a-2b$/);
    }
  });

  test('loses a short code only where it is a whole word', () => {
    expect(withoutEchoes('code 12 of 2012-12 (12)', '{"code":"12"}')).toBe('code … of 2012-12 (…)');
  });

  test('is searched at its start and its end only if it is very long', () => {
    const errmsg = `openid oA ${'-'.repeat(1_000_000)} oA rid: 1a-2b`;
    const searched = withoutEchoes(errmsg, '{"openid":"oA"}');
    expect(searched.length).toBeLessThan(5000);
    expect(searched).toMatch(/^openid … -+ … rid: 1a-2b$/);
  });
});
