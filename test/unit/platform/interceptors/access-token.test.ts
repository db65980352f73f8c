import { Deadline } from '../../../../src/deadline.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import type { UpstreamReply } from '../../../../src/platform/interceptor.js';
import { withToken } from '../../../../src/platform/interceptors/access-token.js';
import { callOf, failure, refused, replyOf } from '../../../support/interceptors.js';

/** Tokens in turn, asked for with what they were asked with; and what was sent with them. */
function given(tokens: readonly (string | Promise<string>)[], outcomes: readonly (UpstreamReply | Error)[]) {
  const asked: unknown[][] = [];
  const sent: string[] = [];
  const next = (...facts: unknown[]) => {
    asked.push(facts);
    const token = tokens[asked.length - 1];
    if (token === undefined) throw new Error('one token too many');
    return token;
  };
  const send = withToken({ get: next, renew: next }, async (_call, token) => {
    sent.push(token);
    const outcome = outcomes[sent.length - 1];
    if (outcome === undefined) throw new Error('one call too many');
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  return { asked, sent, send };
}

const call = callOf({ deadline: new Deadline() });
const reply = replyOf({ card: 1 });

test.each([
  ['that is held', 'one'],
  ['that is fetched', Promise.resolve('one')],
])('a call with a token %s: sent with it', async (_subject, token) => {
  const { asked, sent, send } = given([token], [reply]);
  expect(await send(call)).toBe(reply);
  expect(sent).toEqual(['one']);
  expect(asked).toEqual([[call.deadline, '/card/get']]);
});

test.each([40001, 40014, 42001])(
  'a token that is refused with %i: renewed, and the call sent once more',
  async (errcode) => {
    const { asked, sent, send } = given(['one', Promise.resolve('two')], [refused(errcode), reply]);
    expect(await send(call)).toBe(reply);
    expect(sent).toEqual(['one', 'two']);
    expect(asked[1]).toEqual(['one', call.deadline, '/card/get']);
  },
);

test('a token that was fetched and is refused: renewed likewise, for a change as well', async () => {
  const { sent, send } = given([Promise.resolve('one'), 'two'], [refused(42001), reply]);
  expect(await send(callOf({ endpoint: card.modifystock }))).toBe(reply);
  expect(sent).toEqual(['one', 'two']);
});

test('a second token that is refused: told', async () => {
  const second = refused(40001);
  const { sent, send } = given(['one', 'two'], [refused(40001), second]);
  await expect(send(call)).rejects.toBe(second);
  expect(sent).toHaveLength(2);
});

test.each([
  ['another errcode', refused(40127)],
  ['no answer', failure()],
  ['a fault of ours', new TypeError('of ours')],
  ['a fault of ours of that kind', Object.assign(new Error('of ours'), { kind: 'token' })],
])('a call that fails by %s: told, and no token renewed', async (_subject, error) => {
  const { asked, sent, send } = given(['one'], [error]);
  await expect(send(call)).rejects.toBe(error);
  expect([sent.length, asked.length]).toEqual([1, 1]);
});

test('a token that cannot be fetched: the call is not sent', async () => {
  const error = failure();
  const { sent, send } = given([Promise.reject(error)], [reply]);
  await expect(send(call)).rejects.toBe(error);
  expect(sent).toEqual([]);
});
