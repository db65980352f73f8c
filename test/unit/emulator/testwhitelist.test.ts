import { EmulatorClient, type Json } from './emulator-client.js';

const PATH = '/card/testwhitelist/set';

describe('the emulated testwhitelist/set', () => {
  let client: EmulatorClient;
  let token: string;
  let users: string[];
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
    const state = await client.control('GET', '/state');
    users = (state.users as { openid: string }[]).map(({ openid }) => openid);
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const set = (request: Json) => client.call(PATH, token, request);
  const stored = async () => (await client.control('GET', '/state')).whitelist;

  test('replaces both lists and returns who is on them', async () => {
    await set({ openid: users.slice(0, 2), username: ['eddy'] });
    const [, , third] = users;
    expect(await set({ openid: [third], username: ['other-user'] })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      white_list_size: 2,
      success_openid: [third],
      success_username: ['other-user'],
    });
    expect(await stored()).toEqual({ openids: [third], usernames: ['other-user'] });
  });

  test('leaves out unknown people without an error', async () => {
    const answer = await set({ openid: ['oUnknown', users[0]], username: ['no id', 'eddy'] });
    expect(answer).toMatchObject({
      errcode: 0,
      white_list_size: 2,
      success_openid: [users[0]],
      success_username: ['eddy'],
    });
  });

  test('removes everyone if both lists are absent', async () => {
    await set({ openid: users.slice(0, 1) });
    expect(await set({})).toMatchObject({ white_list_size: 0, success_openid: [], success_username: [] });
    expect(await stored()).toEqual({ openids: [], usernames: [] });
  });

  test('accepts ten people over both lists and refuses eleven with 40097 without a change', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `user-${index}`);
    expect(await set({ openid: users.slice(0, 1), username: names })).toMatchObject({ white_list_size: 10 });
    expect(await set({ openid: users.slice(0, 2), username: names })).toMatchObject({ errcode: 40097 });
    expect(await stored()).toEqual({ openids: users.slice(0, 1), usernames: names });
    const { recent } = await client.calls();
    expect(recent.filter(({ path }) => path === PATH).map(({ committed }) => committed)).toEqual([true, false]);
  });
});
