import { EmulatorClient, json } from './emulator-client.js';

const PATH = '/cgi-bin/media/uploadimg';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const JPG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const MAX_BYTES = 1_048_576;

/** Returns a picture of exactly this size. */
const padded = (picture: Buffer, bytes: number) => Buffer.concat([picture, Buffer.alloc(bytes - picture.length)]);

describe('the emulated media/uploadimg', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const send = async (body: Uint8Array | string, contentType?: string) =>
    json(
      await client.raw(
        'POST',
        `${PATH}?access_token=${token}&type=image`,
        body,
        contentType === undefined ? {} : { 'content-type': contentType },
      ),
    );

  /** Sends a form with one part whose header lines are given. */
  const sendPart = (headers: string, content: Buffer) =>
    send(
      Buffer.concat([Buffer.from(`--b\r\n${headers}\r\n\r\n`), content, Buffer.from('\r\n--b--\r\n')]),
      'multipart/form-data; boundary=b',
    );
  const picture = (content: Buffer, name = 'media', type = 'image/png') =>
    sendPart(`Content-Disposition: form-data; name="${name}"; filename="logo.png"\r\nContent-Type: ${type}`, content);
  const lastCall = async () => (await client.calls()).recent.at(-1);

  test.each(['buffer', 'media'])(
    'accepts a PNG in the part %s and records the part, its size and its type',
    async (part) => {
      const { url, ...others } = await picture(PNG, part);
      expect(url).toMatch(/^http:\/\/mmbiz\.qpic\.cn\/mmbiz\/[\w-]{48}\/0$/);
      expect(others).toEqual({});
      expect(await lastCall()).toEqual({
        path: PATH,
        appid: 'wxdemo',
        request: { part, bytes: PNG.length, type: 'image/png' },
        errcode: 0,
        committed: true,
      });
    },
  );

  test('returns another URL for the same picture', async () => {
    expect((await picture(JPG)).url).not.toBe((await picture(JPG)).url);
  });

  test('accepts a picture of 1 MB and refuses one more byte with 40009', async () => {
    expect(await picture(padded(PNG, MAX_BYTES))).toEqual({ url: expect.any(String) });
    expect(await picture(padded(PNG, MAX_BYTES + 1))).toMatchObject({ errcode: 40009 });
    expect(await lastCall()).toMatchObject({ request: { bytes: MAX_BYTES + 1 }, errcode: 40009, committed: false });
  });

  test('decides by the bytes and ignores the type of the part', async () => {
    expect(await picture(Buffer.from('GIF89a…'))).toMatchObject({ errcode: 40005 });
    expect(await picture(PNG, 'media', 'image/gif')).toEqual({ url: expect.any(String) });
  });

  test('refuses an empty file with 44001', async () => {
    expect(await picture(Buffer.alloc(0))).toMatchObject({ errcode: 44001 });
  });

  test('refuses a part without a file name with 41005', async () => {
    expect(await sendPart('Content-Disposition: form-data; name="media"', PNG)).toMatchObject({ errcode: 41005 });
    expect((await lastCall())?.request).toMatchObject({ part: 'media', bytes: PNG.length });
  });

  const HEADERS = 'Content-Disposition: form-data; name="media"; filename="a.png"';
  const FORM = 'multipart/form-data; boundary=b';
  const WHOLE = `--b\r\n${HEADERS}\r\n\r\ncontent\r\n--b--\r\n`;

  test.each([
    ['an empty body', '', FORM],
    ['JSON', '{"media":"x"}', 'application/json'],
    ['a form without a content type', WHOLE, undefined],
    ['a form without a boundary', WHOLE, 'multipart/form-data'],
    ['a boundary that the body does not use', WHOLE, 'multipart/form-data; boundary=other'],
    ['a boundary over 70 characters', WHOLE, `multipart/form-data; boundary=${'b'.repeat(71)}`],
    ['a form without its closing delimiter', WHOLE.replace('--b--', '--b'), FORM],
    ['a truncated form', WHOLE.slice(0, -8), FORM],
    ['text after the closing delimiter', `${WHOLE}text`, FORM],
    ['a part with another name', WHOLE.replace('"media"', '"file"'), FORM],
    ['a part whose headers do not end', `--b\r\n${HEADERS}\r\n--b--\r\n`, FORM],
    ['a part with headers over 4096 bytes', WHOLE.replace(HEADERS, `${HEADERS}\r\nX: ${'x'.repeat(5000)}`), FORM],
    ['more than 16 parts', WHOLE.replace('--b\r\n', `${'--b\r\n\r\n\r\n\r\n'.repeat(17)}--b\r\n`), FORM],
  ])('refuses %s with 41005', async (_subject, body, contentType) => {
    expect(await send(Buffer.from(body), contentType)).toMatchObject({ errcode: 41005 });
    expect(await lastCall()).toMatchObject({ request: null, errcode: 41005 });
  });

  test('needs a token', async () => {
    const response = await client.raw('POST', PATH, WHOLE, { 'content-type': FORM });
    expect(await json(response)).toMatchObject({ errcode: 41001 });
  });

  test('is affected by a fault for its path and not by one without a path', async () => {
    await client.control('POST', '/faults', { kind: 'errcode', value: 45009 });
    expect(await picture(PNG)).toEqual({ url: expect.any(String) });
    await client.control('POST', '/faults', { kind: 'errcode', value: 45009, path: PATH, when: 'after' });
    expect(await picture(PNG)).toMatchObject({ errcode: 45009 });
    expect(await lastCall()).toMatchObject({ errcode: 45009, committed: true });
  });
});
