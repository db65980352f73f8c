import type { GraphAnswer } from '../../support/graph-client.js';
import { jpgOf, pngOf, TINY_PNG } from '../../support/pictures.js';
import { useStack } from '../../support/use-stack.js';

const PATH = '/cgi-bin/media/uploadimg';
const MAX_BYTES = 1_048_576;
const UPLOAD = `mutation ($input: UploadImageInput!) {
  uploadImage(input: $input) { url replayed userErrors { code field message errcode } }
}`;

const stack = useStack({ server: { requestTimeoutMs: 1500 } });

const upload = (content: Buffer | string, more: object = {}): Promise<GraphAnswer> => {
  const contentBase64 = typeof content === 'string' ? content : content.toString('base64');
  return stack.graph.ask(UPLOAD, { input: { contentBase64, fileName: 'logo.png', ...more } });
};
const uploads = async () => (await stack.emulator.ledger()).recent.filter(({ path }) => path === PATH);
const URL_PATTERN = /^http:\/\/mmbiz\.qpic\.cn\/mmbiz\/[\w-]{48}\/0$/;
const UPLOADED = { url: expect.stringMatching(URL_PATTERN), replayed: false, userErrors: [] };

describe('uploadImage', () => {
  test.each([
    ['a small PNG', TINY_PNG, 'image/png'],
    ['a JPG', jpgOf(500), 'image/jpeg'],
    ['a PNG of exactly 1 MB', pngOf(MAX_BYTES), 'image/png'],
  ])('sends %s as the part media and returns its URL', async (_subject, content, type) => {
    const { data, errors } = await upload(content);
    expect(errors).toBeUndefined();
    expect(data.uploadImage).toEqual(UPLOADED);
    expect(await uploads()).toMatchObject([
      { request: { part: 'media', bytes: content.length, type }, errcode: 0, committed: true },
    ]);
  });

  test('accepts a picture of 1 MB as a literal in the operation', async () => {
    const query = `mutation { uploadImage(input: { contentBase64: "${pngOf(MAX_BYTES).toString('base64')}", fileName: "a" }) { url } }`;
    expect((await stack.graph.ask(query)).data.uploadImage.url).toMatch(URL_PATTERN);
  });

  test.each([
    ['a GIF named .png', Buffer.from('GIF89a and more'), /JPG or PNG.*another file of 15 bytes/],
    ['a truncated PNG', pngOf(500).subarray(0, 400), /complete PNG.*400 bytes/],
    ['a truncated JPG', jpgOf(500).subarray(0, 400), /complete JPG.*400 bytes/],
    ['1 MB and one byte', pngOf(MAX_BYTES + 1), /at most 1048576 bytes/],
    ['an empty text', '', /got an empty string/],
    ['a data URL', `data:image/png;base64,${TINY_PNG.toString('base64')}`, /got a data URL/],
    ['base64 with a line break', `${TINY_PNG.toString('base64').slice(0, 8)}\n${'A'.repeat(3)}`, /not base64/],
    ['base64 without padding', TINY_PNG.toString('base64').replace(/=+$/, ''), /not base64/],
    ['base64 for URLs', `${TINY_PNG.toString('base64').slice(0, 8)}-_-_`, /not base64/],
  ])('refuses %s as contentBase64 before any call', async (_subject, content, message) => {
    const { data } = await upload(content);
    expect(data.uploadImage).toMatchObject({
      url: null,
      userErrors: [
        { code: 'INVALID_INPUT', field: ['contentBase64'], message: expect.stringMatching(message), errcode: null },
      ],
    });
    expect(await uploads()).toEqual([]);
  });

  test.each([
    ['empty', ''],
    ['over 128 bytes', 'a'.repeat(129)],
    ['with a line break', 'a\r\nX-Planted: 1'],
  ])('refuses a file name that is %s before any call', async (_subject, fileName) => {
    const { data } = await upload(TINY_PNG, { fileName });
    expect(data.uploadImage.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['fileName'] }]);
    expect(await uploads()).toEqual([]);
  });

  test('uploads once for a repeat with the same key and refuses another picture with it', async () => {
    const first = await upload(TINY_PNG, { idempotencyKey: 'logo' });
    const second = await upload(TINY_PNG, { idempotencyKey: 'logo' });
    expect(second.data.uploadImage).toEqual({ ...first.data.uploadImage, replayed: true });
    const other = await upload(pngOf(62), { idempotencyKey: 'logo' });
    expect(other.data.uploadImage.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await uploads()).toHaveLength(1);
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'returns OUTCOME_UNKNOWN if a fault %s follows the commit, and a repeat with the key uploads again',
    async (kind) => {
      await stack.emulator.fault({ path: PATH, kind, when: 'after', times: 1 });
      const { data } = await upload(TINY_PNG, { idempotencyKey: `after-${kind}` });
      expect(data.uploadImage).toMatchObject({ url: null, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
      expect((await upload(TINY_PNG, { idempotencyKey: `after-${kind}` })).data.uploadImage).toEqual(UPLOADED);
      expect(await uploads()).toMatchObject([{ committed: true }, { committed: true }]);
    },
  );

  test('has at most four uploads in flight and rejects the others with SERVER_OVERLOADED and 503', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'latency', value: 700 });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => upload(TINY_PNG)));
    const rejected = outcomes.filter(({ status }) => status === 503);
    expect(rejected.map(({ errors }) => errors?.[0]?.extensions)).toEqual(
      Array.from({ length: 6 }, () => expect.objectContaining({ code: 'SERVER_OVERLOADED', retryAfter: 1 })),
    );
    expect(await uploads()).toHaveLength(4);
    expect((await upload(TINY_PNG)).data.uploadImage).toEqual(UPLOADED);
  });
});

describe('setTestWhitelist', () => {
  const SET = `mutation ($input: SetTestWhitelistInput!) {
    setTestWhitelist(input: $input) { size openids usernames replayed userErrors { code field message } }
  }`;
  const USER = 'oDEMO-user-0001';
  const set = async (input: object) => (await stack.graph.ask(SET, { input })).data.setTestWhitelist;

  test('replaces both lists and returns the known people', async () => {
    const input = { openids: [USER, 'oUnknown'], usernames: ['eddy'], idempotencyKey: 'list' };
    const outcome = { size: 2, openids: [USER], usernames: ['eddy'], replayed: false, userErrors: [] };
    expect(await set(input)).toEqual(outcome);
    expect((await stack.emulator.state()).whitelist).toEqual({ openids: [USER], usernames: ['eddy'] });
    expect(await set(input)).toEqual({ ...outcome, replayed: true });
    expect(await stack.emulator.calls()).toEqual({ '/card/testwhitelist/set': 1 });
  });

  test.each([
    [
      'eleven people',
      { openids: [USER], usernames: Array.from({ length: 10 }, (_, n) => `user${n}`) },
      'TOO_MANY_ITEMS',
      null,
    ],
    ['a repeated openid', { openids: [USER, USER], usernames: [] }, 'INVALID_INPUT', ['openids']],
    ['a repeated username', { openids: [], usernames: ['eddy', 'eddy'] }, 'INVALID_INPUT', ['usernames']],
    ['an openid over 64 bytes', { openids: ['o'.repeat(65)], usernames: [] }, 'INVALID_INPUT', ['openids']],
    ['an empty username', { openids: [], usernames: [''] }, 'INVALID_INPUT', ['usernames']],
  ])('refuses %s before any call, without the value', async (_subject, input, code, field) => {
    const { userErrors } = await set(input);
    expect(userErrors).toMatchObject([{ code, field }]);
    expect(userErrors[0].message).not.toContain(USER);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'returns OUTCOME_UNKNOWN if a fault %s follows the commit, and a repeat with the key sends it again',
    async (kind) => {
      await stack.emulator.fault({ path: '/card/testwhitelist/set', kind, when: 'after', times: 1 });
      const input = { openids: [USER], usernames: [], idempotencyKey: `list-${kind}` };
      expect(await set(input)).toMatchObject({ size: null, openids: [], userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
      expect(await set(input)).toMatchObject({ size: 1, openids: [USER], userErrors: [] });
      expect(await stack.emulator.calls()).toEqual({ '/card/testwhitelist/set': 2 });
    },
  );
});

test('cardColors returns the 14 colours without a call', async () => {
  const { cardColors } = await stack.graph.data('{ cardColors { name hex } }');
  expect(cardColors).toHaveLength(14);
  expect(cardColors).toContainEqual({ name: 'Color010', hex: '#63b359' });
  expect(cardColors).toContainEqual({ name: 'Color102', hex: '#5E6671' });
  expect(await stack.emulator.calls()).toEqual({});
});
