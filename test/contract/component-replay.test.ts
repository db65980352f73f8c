import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMessage } from '../../src/webhooks/message-reader.js';
import { COMPONENT } from '../support/component-receiver.js';
import { ComponentStack } from '../support/component-stack.js';
import { exchangesOf, patternOf, readComponentExamples } from './replay.js';

const MERCHANT = 'wxfedcba9876543210';
const WITHDRAWN = 'wx00000000000000cc';
const NEW_MERCHANT = 'wx00000000000000dd';
const GRANT = { appid: MERCHANT, funcs: [1, 8], nick_name: 'Example shop' };

/** The secrets of the emulator, by the text that the example has instead. */
type Secrets = Record<string, string>;

const refreshTokenOf = async ({ client }: ComponentStack) => (await client.list()).tokens[MERCHANT] ?? '';
const ticketOf = async ({ receiver }: ComponentStack) => ({ 'ticket@@@example-0001': receiver.ticket });

/** Authorizes the merchant of the examples, and returns its refresh token. */
async function authorized(stack: ComponentStack): Promise<Secrets> {
  const { refreshToken } = await stack.authorized(GRANT);
  return { 'refreshtoken@@@example-0001': refreshToken };
}

/** Creates the state of each exchange, by example and number. Returns the secrets that replace those of the example. */
const STATES: Readonly<Record<string, readonly ((stack: ComponentStack) => Promise<Secrets>)[]>> = {
  'component-start-push-ticket': [
    async ({ control }) => {
      await control.stopTickets();
      return {};
    },
    ...Array(3).fill(async () => ({})),
  ],
  'component-component-token': [
    ticketOf,
    async (stack) => {
      const old = stack.receiver.ticket;
      await stack.advance(86_400);
      return { 'ticket@@@of-yesterday': old };
    },
    async () => ({}),
    ticketOf,
    async (stack) => {
      const path = '/cgi-bin/component/api_component_token';
      await stack.control.fault({ path, kind: 'errcode', value: 61004, times: 1 });
      return ticketOf(stack);
    },
  ],
  'component-create-preauthcode': [async () => ({})],
  'component-query-auth': [
    async ({ control }) => {
      const { authorization_code: code } = await control.authorize(GRANT);
      const merchant = (await control.state()).component.merchants?.[0];
      return {
        'queryauthcode@@@example-0001': code,
        'refreshtoken@@@example-0001': merchant?.refresh_token ?? '',
      };
    },
    async ({ control, client }) => {
      const { authorization_code: code } = await control.authorize(GRANT);
      await client.exchange(code);
      return { 'queryauthcode@@@example-0001': code };
    },
    async (stack) => {
      const { authorization_code: code } = await stack.control.authorize(GRANT);
      await stack.advance(3600);
      return { 'queryauthcode@@@of-yesterday': code };
    },
  ],
  'component-authorizer-token': [
    authorized,
    async (stack) => {
      const { refreshToken } = await stack.authorized(GRANT);
      await stack.authorized(GRANT);
      await stack.advance(300);
      return { 'refreshtoken@@@old': refreshToken };
    },
    async (stack) => {
      const { refreshToken } = await stack.authorized({ appid: WITHDRAWN });
      await stack.control.unauthorize(WITHDRAWN);
      return { 'refreshtoken@@@x': refreshToken };
    },
    async (stack) => {
      const { accessToken, refreshToken } = await stack.authorized(GRANT);
      stack.client.accessToken = accessToken;
      return { 'refreshtoken@@@example-0001': refreshToken };
    },
  ],
  'component-get-authorizer-info': [authorized],
  'component-get-authorizer-list': [
    async (stack) => {
      await stack.authorized(GRANT);
      await stack.control.authorize({ appid: NEW_MERCHANT });
      return { 'refreshtoken@@@example-0001': await refreshTokenOf(stack) };
    },
  ],
};

/** Returns a value of an example with the secrets of the emulator. */
function withSecrets<Value>(value: Value, secrets: Secrets): Value {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === 'string' && Object.hasOwn(secrets, item) ? secrets[item] : item,
  ) as Value;
}

let stack: ComponentStack;

beforeEach(async () => {
  stack = await ComponentStack.start();
  await stack.control.addAccount(MERCHANT, 'merchant-secret');
});
afterEach(() => stack.close());

test.each(readComponentExamples().flatMap(exchangesOf))(
  'the emulator returns the response of $name, exchange $number',
  async ({ name, endpoint, number, exchange }) => {
    const prepare = STATES[name]?.[number - 1];
    if (prepare === undefined) throw new Error(`No state for ${name}, exchange ${number}`);
    const secrets = { SECRET: COMPONENT.secret, ...(await prepare(stack)) };
    const path = endpoint.replace('POST ', '');
    const query = { component_access_token: stack.client.accessToken };
    const answer = await stack.client.post(path, query, withSecrets(exchange.request, secrets));
    expect(answer).toEqual(patternOf(withSecrets(exchange.response, secrets)));
    if (exchange.response.errcode === undefined) expect(answer).not.toHaveProperty('errcode');
  },
);

/** Returns the fields of an example of a notice, in their order. */
function fieldsOf(infoType: string): [name: string, text: string][] {
  const text = readFileSync(join(__dirname, `pushes/component/${infoType}.xml`));
  return [...(readMessage(text)?.fields ?? [])];
}

test.each(['component_verify_ticket', 'authorized', 'updateauthorized', 'unauthorized'])(
  'the emulator pushes %s with the fields of the example, in their order',
  async (infoType) => {
    await stack.control.authorize({ appid: MERCHANT });
    await stack.control.authorize({ appid: MERCHANT });
    await stack.control.unauthorize(MERCHANT);
    const [pushed = {}] = await stack.notices(infoType, 1);
    const example = fieldsOf(infoType);
    expect(Object.keys(pushed)).toEqual(example.map(([name]) => name));
    // Times have the same length, secrets the same prefix.
    const shapeOf = (text = '') => text.replace(/^\d{10}$/, 'time').replace(/@@@.*$/, '@@@');
    expect(Object.values(pushed).map(shapeOf)).toEqual(example.map(([, text]) => shapeOf(text)));
  },
);
