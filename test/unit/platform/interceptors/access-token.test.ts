import { Deadline } from '../../../../src/deadline.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import type { UpstreamReply } from '../../../../src/platform/interceptor.js';
import { withToken } from '../../../../src/platform/interceptors/access-token.js';
import { callOf, failure, refused, replyOf } from '../../../support/interceptors.js';

/** Provides `tokens` and `outcomes` in order. `requested` records the arguments of the token requests, `sent` the tokens used. */
function given(
  tokens: readonly (string | Promise<string>)[],
  outcomes: readonly (UpstreamReply | Error)[],
  isOfMerchant = false,
) {
  const requested: unknown[][] = [];
  const sent: string[] = [];
  const next = (...facts: unknown[]) => {
    requested.push(facts);
    const token = tokens[requested.length - 1];
    if (token === undefined) throw new Error('one token too many');
    return token;
  };
  const send = withToken({ get: next, renew: next, isOfMerchant }, async (_call, token) => {
    sent.push(token);
    const outcome = outcomes[sent.length - 1];
    if (outcome === undefined) throw new Error('one call too many');
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  return { requested, sent, send };
}

const call = callOf({ deadline: new Deadline() });
const reply = replyOf({ card: 1 });

test.each([
  ['cached', 'one'],
  ['fetched', Promise.resolve('one')],
])('a call is sent with a %s token', async (_subject, token) => {
  const { requested, sent, send } = given([token], [reply]);
  expect(await send(call)).toBe(reply);
  expect(sent).toEqual(['one']);
  expect(requested).toEqual([[call.deadline, '/card/get']]);
});

test.each([40001, 40014, 42001])(
  'a token that is rejected with %i is renewed, and the call is sent once more',
  async (errcode) => {
    const { requested, sent, send } = given(['one', Promise.resolve('two')], [refused(errcode), reply]);
    expect(await send(call)).toBe(reply);
    expect(sent).toEqual(['one', 'two']);
    expect(requested[1]).toEqual(['one', call.deadline, '/card/get']);
  },
);

test.each([
  [true, ['one', 'two']],
  [false, ['one']],
])(
  'if an account is that of a merchant (%p), a token that is rejected with 61003 is renewed',
  async (isOfMerchant, tokens) => {
    const { sent, send } = given(['one', 'two'], [refused(61003), refused(61003)], isOfMerchant);
    await expect(send(call)).rejects.toMatchObject({ errcode: 61003 });
    expect(sent).toEqual(tokens);
  },
);

test('a fetched token that is rejected is renewed, and even a write is sent once more', async () => {
  const { sent, send } = given([Promise.resolve('one'), 'two'], [refused(42001), reply]);
  expect(await send(callOf({ endpoint: card.modifystock }))).toBe(reply);
  expect(sent).toEqual(['one', 'two']);
});

test('the rejection of a second token is reported', async () => {
  const second = refused(40001);
  const { sent, send } = given(['one', 'two'], [refused(40001), second]);
  await expect(send(call)).rejects.toBe(second);
  expect(sent).toHaveLength(2);
});

test.each([
  ['another errcode', refused(40127)],
  ['no response', failure()],
  ['an internal error', new TypeError('internal')],
  ['an internal error with kind token', Object.assign(new Error('internal'), { kind: 'token' })],
])('a call that fails with %s is reported without a token renewal', async (_subject, error) => {
  const { requested, sent, send } = given(['one'], [error]);
  await expect(send(call)).rejects.toBe(error);
  expect([sent.length, requested.length]).toEqual([1, 1]);
});

test('a call whose token cannot be fetched is not sent', async () => {
  const error = failure();
  const { sent, send } = given([Promise.reject(error)], [reply]);
  await expect(send(call)).rejects.toBe(error);
  expect(sent).toEqual([]);
});
