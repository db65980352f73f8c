import { card } from '../../../src/platform/endpoints/card.js';
import { DirectClient, everyTextOf, failureOf } from '../../support/direct-client.js';
import { type RawPlatform, sendBytes, startRawPlatform } from '../../support/raw-platform.js';

let platform: RawPlatform;
let client: DirectClient;
let body: string | Buffer;
let type: string | undefined;

beforeAll(async () => {
  platform = await startRawPlatform((_, response) => sendBytes(response, body, { type }));
  client = new DirectClient(platform.url);
});
afterAll(async () => {
  await client.close();
  await platform.close();
});
beforeEach(() => {
  type = undefined;
});

/** Returns what the client reads from a response with this body. */
function read(bytes: string | Buffer) {
  body = bytes;
  return client.call(card.get, { card_id: 'pOne' });
}

/** Returns UTF-8 text with raw bytes in the middle. */
const around = (before: string, bytes: number[], after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);

describe('a successful response', () => {
  test.each<[form: string, body: string]>([
    ['errcode 0', '{"errcode":0,"errmsg":"ok","card":{}}'],
    ['no errcode', '{"card":{}}'],
    ['errcode null', '{"errcode":null,"card":{}}'],
    ['errcode as the string "0"', '{"errcode":"0","card":{}}'],
    ['additional unknown fields', '{"errcode":0,"card":{},"new":[{}]}'],
    ['surrounding white space', '\r\n {"errcode":0,"card":{}}\n'],
  ])('with %s is opened', async (_, text) => {
    await expect(read(text)).resolves.toMatchObject({ card: {} });
  });

  test.each(['text/plain', 'text/html; charset=gbk', 'application/octet-stream'])(
    'with content type %s is opened',
    async (given) => {
      type = given;
      await expect(read('{"errcode":0,"card":{}}')).resolves.toMatchObject({ card: {} });
    },
  );

  test('with a byte order mark is opened', async () => {
    await expect(read(around('', [0xef, 0xbb, 0xbf], '{"card":{}}'))).resolves.toEqual({ card: {} });
  });

  test('keeps every raw control character in a nickname', async () => {
    const controls = String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code));
    await expect(read(`{"nickname":"a${controls}z","bonus":1}`)).resolves.toEqual({
      nickname: `a${controls}z`,
      bonus: 1,
    });
  });

  test('keeps raw control characters next to escapes and quotes in strings', async () => {
    const text = '{"nickname":"a\\"\u0001\\\\","next":"\\u0002\n{\\"x\\":\u0003}","list":\n[1,\t2]}';
    const next = '\u0002\n{"x":\u0003}';
    await expect(read(text)).resolves.toEqual({ nickname: 'a"\u0001\\', next, list: [1, 2] });
  });

  test('with a raw control character after a backslash is opened', async () => {
    await expect(read('{"nickname":"a\\\nb","bonus":1}')).resolves.toMatchObject({ bonus: 1 });
  });

  test.each<[form: string, bytes: number[]]>([
    ['a truncated character', [0xe5, 0xbe]],
    ['an invalid first byte', [0xff]],
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a truncated character and a raw control character', [0xf0, 0x9f, 0x98, 0x01]],
  ])('with %s in a nickname is opened, and only the invalid bytes are replaced', async (_, bytes) => {
    const answer = await read(around('{"nickname":"小', bytes, '明","bonus":7}'));
    expect(answer).toEqual({ nickname: expect.stringMatching(/^小.*\ufffd.*明$/s), bonus: 7 });
  });
});

describe('an unreadable response', () => {
  test.each<[form: string, body: string | Buffer, reason: string]>([
    ['an empty body', '', 'is not JSON (0 bytes)'],
    ['white space', '  \n', 'is not JSON (3 bytes)'],
    ['HTML', '<html>PLANTED-ANSWER</html>', 'is not JSON (27 bytes)'],
    ['truncated JSON', '{"errcode":0,"card":{"title":"PLANTED-ANSWER', 'is not JSON (44 bytes)'],
    ['two objects', '{}{}', 'is not JSON (4 bytes)'],
    ['bytes', Buffer.from([0x3c, 0x00, 0xff, 0xfe]), 'is not JSON (4 bytes)'],
    ['a list', '["PLANTED-ANSWER"]', 'is not a JSON object (18 bytes)'],
    ['a string', '"ok"', 'is not a JSON object (4 bytes)'],
    ['a number', '0', 'is not a JSON object (1 bytes)'],
    ['null', 'null', 'is not a JSON object (4 bytes)'],
    ['a raw control character outside strings', '{"card":\u0001{}}', 'is not JSON (12 bytes)'],
  ])('%s fails as a transport error that reports the reason but not the content', async (_, text, reason) => {
    const error = await failureOf(read(text));
    expect(error).toMatchObject({ kind: 'transport', endpoint: '/card/get', sent: true });
    expect(error.message).toBe(`/card/get failed: the response ${reason}`);
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test.each(['"PLANTED-ANSWER"', '""', '{}', '[0]', 'true', 'false', '1.5', '1e300', '"0x0"', '"1e1"'])(
    'errcode %s fails as a transport error',
    async (errcode) => {
      const error = await failureOf(read(`{"errcode":${errcode},"card":{}}`));
      expect(error).toMatchObject({ kind: 'transport', errcode: undefined });
      expect(everyTextOf(error)).not.toContain('PLANTED');
    },
  );
});

describe('a response with an errcode other than 0', () => {
  const refusal = (errcode: unknown, errmsg?: unknown) => failureOf(read(JSON.stringify({ errcode, errmsg })));

  test.each<[errcode: unknown, kind: string]>([
    [40073, 'notFound'],
    ['40073', 'notFound'],
    [' 40073', 'notFound'],
    [-1, 'unavailable'],
    ['-1', 'unavailable'],
    [45009, 'quota'],
    [987654, 'unknown'],
  ])('fails with the kind of errcode %j', async (errcode, kind) => {
    expect(await refusal(errcode, 'some text')).toMatchObject({ kind, errcode: Number(errcode), errmsg: 'some text' });
  });

  test.each([undefined, null, 7, {}, ['text']])('fails with an empty errmsg for errmsg %j', async (errmsg) => {
    expect(await refusal(40073, errmsg)).toMatchObject({ errcode: 40073, errmsg: '', rid: undefined });
  });

  test('fails with the first 512 characters of a long errmsg, and with the rid at its end', async () => {
    const error = await refusal(40073, `${'x'.repeat(9000)} rid: 1a2b-3c`);
    expect(error.errmsg).toHaveLength(512);
    expect(error.rid).toBe('1a2b-3c');
  });

  test.each<[errmsg: string, rid: string | undefined]>([
    ['invalid card id rid: 5f9a0d6d-2e0a5c1e-5b5a8d6b', '5f9a0d6d-2e0a5c1e-5b5a8d6b'],
    ['invalid card id hint: [u0N80a04561466] rid: 5f9a0d6d-2e0a5c1e', '5f9a0d6d-2e0a5c1e'],
    ['invalid card id, rid: 5f9a0d6d ', '5f9a0d6d'],
    ['invalid card id hint: [Zl1.Ka0633vr21!]', undefined],
    ['invalid card id', undefined],
    ['grid: 77', undefined],
    ['the text rid: 77 in the middle', undefined],
  ])('fails with the rid of errmsg %j', async (errmsg, rid) => {
    expect((await refusal(40073, errmsg)).rid).toBe(rid);
  });

  test.each<[errmsg: string, shown: string]>([
    ['data format error: {"title":"PLANTED"} hint: [u0N80a04561466] rid: 1a-2b', 'hint: [u0N80a04561466] rid: 1a-2b'],
    ['data format error: {"title":"PLANTED"} rid: 1a-2b', 'rid: 1a-2b'],
    ['data format error: {"title":"PLANTED"} hint: [Zl1.Ka0633vr21!]', 'hint: [Zl1.Ka0633vr21!]'],
    ['data format error: {"title":"PLANTED"}', ''],
    ['data format error: PLANTED\n rid: 1a-2b', 'rid: 1a-2b'],
  ])('fails with only the hint and rid of the 47001 errmsg %j', async (errmsg, shown) => {
    const error = await refusal(47001, errmsg);
    expect(error.errmsg).toBe(shown);
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('fails with the hint and rid at the end of a 47001 errmsg whose echo of the body contains others', async () => {
    const error = await refusal(
      47001,
      'data format error: {"a":"hint: [PLANTED] rid: PLANTED"} hint: [u0N8] rid: 1a-2b',
    );
    expect(error).toMatchObject({ errmsg: 'hint: [u0N8] rid: 1a-2b', rid: '1a-2b' });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });
});
