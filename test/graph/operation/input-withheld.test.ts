import type { GraphAnswer } from '../../support/graph-client.js';
import { JSON_BODY, PREFLIGHTED, type Sent, send } from '../../support/http.js';
import { useStack } from '../../support/use-stack.js';

const stack = useStack({ beforeEach: 'nothing' });

/** Every sent value contains this text or, if it is a number, these digits. */
const PLANTED = 'PLANTED';
const DIGITS = 987_654_321;

/** Expects that the response contains none of the planted values. */
function expectWithheld(response: unknown): void {
  expect(JSON.stringify(response)).not.toMatch(/PLANTED|9876543|planted/);
}

const update = (fields: object) => ({ cardId: 'pDEMO-cash-0001', ...fields });
const UPDATE = 'mutation ($v: UpdateCardInput!) { updateCard(input: $v) { cardId } }';
const STATS = 'query ($v: LocalDate!) { merchantStats(from: $v, to: "2026-01-02", origin: API) { complete } }';
const RULE = 'mutation ($v: AddPayGiftRuleInput!) { addPayGiftRule(input: $v) { ruleId } }';
const rule = (fields: object) => ({
  cardId: 'p',
  beginsAt: '2030-01-01T00:00:00Z',
  endsAt: '2030-02-01T00:00:00Z',
  idempotencyKey: 'k',
  minimumSpendFen: 1,
  maximumSpendFen: 2,
  merchantIds: ['1'],
  ...fields,
});

describe('an invalid variable', () => {
  test.each([
    ['an ID', 'query ($v: ID!) { card(id: $v) { id } }', { PLANTED }, '$v: expected ID!, got an object'],
    [
      'an ID that is a fraction',
      'query ($v: ID!) { card(id: $v) { id } }',
      DIGITS + 0.5,
      '$v: expected ID!, got a number',
    ],
    ['an ID that is missing', 'query ($v: ID!) { card(id: $v) { id } }', null, '$v: expected ID!, got nothing'],
    ['a String', 'query ($v: String!) { code(code: $v) { id } }', DIGITS, '$v: expected String!, got a number'],
    [
      'an Int',
      'query ($v: Int!) { cards(first: $v) { totalCount } }',
      PLANTED,
      '$v: expected Int! (an integer from -2147483648 to 2147483647), got a string of 7 bytes',
    ],
    [
      'an Int out of range',
      'query ($v: Int!) { cards(first: $v) { totalCount } }',
      DIGITS * 1000,
      '$v: expected Int! (an integer from -2147483648 to 2147483647), got a number',
    ],
    [
      'a Boolean',
      'query ($v: Boolean!) { payGiftRules(effectiveOnly: $v) { totalCount } }',
      PLANTED,
      '$v: expected Boolean!, got a string of 7 bytes',
    ],
    ['a LocalDate', STATS, PLANTED, '$v: expected LocalDate! (a date in the form YYYY-MM-DD), got a string of 7 bytes'],
    [
      'a LocalDate that is a number',
      STATS,
      DIGITS,
      '$v: expected LocalDate! (a date in the form YYYY-MM-DD), got a number',
    ],
    [
      'an enum',
      'query ($v: CardOrigin!) { merchantStats(from: "2026-01-01", to: "2026-01-02", origin: $v) { complete } }',
      PLANTED,
      '$v: expected CardOrigin! (CONSOLE, API), got a string of 7 bytes',
    ],
    [
      'a list',
      'query ($v: [ID!]!) { cardsById(ids: $v) { id } }',
      [PLANTED, [PLANTED]],
      '$v.1: expected ID!, got a list of 1 entry',
    ],
    [
      'a list of enums',
      'query ($v: [CardStatusFilter!]) { cards(statuses: $v) { totalCount } }',
      ['DELETED', PLANTED],
      '$v.1: expected CardStatusFilter! (IN_REVIEW, REJECTED, APPROVED, DELETED, DISPATCHED), got a string of 7 bytes',
    ],
    ['an input', UPDATE, PLANTED, '$v: expected UpdateCardInput!, got a string of 7 bytes'],
    [
      'an input without a field',
      UPDATE,
      { idempotencyKey: PLANTED },
      '$v: Field "cardId" of required type "ID!" was not provided.',
    ],
    [
      'an input within an input',
      UPDATE,
      update({ baseInfo: [PLANTED] }),
      '$v.baseInfo: expected BaseInfoChanges, got a list of 1 entry',
    ],
    [
      'a field within an input',
      UPDATE,
      update({ baseInfo: { notice: { PLANTED } } }),
      '$v.baseInfo.notice: expected String, got an object',
    ],
    [
      'a list within an input',
      UPDATE,
      update({ advancedInfo: { textImages: [{ text: DIGITS }] } }),
      '$v.advancedInfo.textImages.0.text: expected String, got a number',
    ],
    [
      'a DateTime',
      RULE,
      rule({ endsAt: PLANTED }),
      '$v.endsAt: expected DateTime! (a date and time such as 2026-01-31T16:00:00Z), got a string of 7 bytes',
    ],
    [
      'a value of an unknown key',
      UPDATE,
      update({ cardid: PLANTED }),
      '$v: Field "cardid" is not defined by type "UpdateCardInput".',
    ],
  ])('with %s is reported by path, expected type and kind of value', async (_subject, query, v, message) => {
    const response = await stack.graph.ask(query, { v });
    expectWithheld(response);
    expect(response).toMatchObject({ status: 400, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('is reported at its own path when there are several', async () => {
    const v = rule({ endsAt: PLANTED, minimumSpendFen: DIGITS + 0.5, merchantIds: ['1', { PLANTED }] });
    const response = await stack.graph.ask(RULE, { v });
    expectWithheld(response);
    expect(response.errors?.[0]?.extensions.problems).toEqual([
      { field: ['$v', 'merchantIds', '1'], message: 'expected ID!, got an object' },
      {
        field: ['$v', 'endsAt'],
        message: 'expected DateTime! (a date and time such as 2026-01-31T16:00:00Z), got a string of 7 bytes',
      },
      {
        field: ['$v', 'minimumSpendFen'],
        message: 'expected Int! (an integer from -2147483648 to 2147483647), got a number',
      },
    ]);
  });
});

describe('an invalid literal', () => {
  const dates = (from: string, origin = 'API') =>
    `{ merchantStats(from: ${from}, to: "2026-01-02", origin: ${origin}) { complete } }`;
  const input = (fields: string) => `mutation { updateCard(input: { cardId: "p", ${fields} }) { cardId } }`;

  test.each([
    ['an ID', `{ card(id: { a: "${PLANTED}" }) { id } }`, 'Expected ID!, got an object'],
    ['an ID that is a name', `{ card(id: ${PLANTED}) { id } }`, 'Expected ID!, got a name'],
    ['a String', `{ code(code: ${DIGITS}) { id } }`, 'Expected String!, got a number'],
    [
      'an Int',
      `{ cards(first: "${PLANTED}") { totalCount } }`,
      'Expected Int! (an integer from -2147483648 to 2147483647), got a string of 7 bytes',
    ],
    [
      'an Int out of range',
      `{ cards(first: ${DIGITS}000) { totalCount } }`,
      'Expected Int! (an integer from -2147483648 to 2147483647), got a number',
    ],
    [
      'a Boolean',
      `{ payGiftRules(effectiveOnly: "${PLANTED}") { totalCount } }`,
      'Expected Boolean!, got a string of 7 bytes',
    ],
    [
      'a LocalDate',
      dates(`"${PLANTED}"`),
      'Expected LocalDate! (a date in the form YYYY-MM-DD), got a string of 7 bytes',
    ],
    [
      'a LocalDate that is a number',
      dates(String(DIGITS)),
      'Expected LocalDate! (a date in the form YYYY-MM-DD), got a number',
    ],
    [
      'an enum as a text',
      dates('"2026-01-01"', `"${PLANTED}"`),
      'Expected CardOrigin (CONSOLE, API), got a string of 7 bytes',
    ],
    ['an enum as a number', dates('"2026-01-01"', String(DIGITS)), 'Expected CardOrigin (CONSOLE, API), got a number'],
    ['an entry of a list', `{ cardsById(ids: ["p", ["${PLANTED}"]]) { id } }`, 'Expected ID, got a list of 1 entry'],
    [
      'an input',
      `mutation { updateCard(input: "${PLANTED}") { cardId } }`,
      'Expected UpdateCardInput!, got a string of 7 bytes',
    ],
    ['a field of an input', input(`baseInfo: { notice: ${DIGITS} }`), 'Expected String, got a number'],
    ['a DateTime', input(`validity: "${PLANTED}"`), 'Field "validity" is not defined by type "UpdateCardInput".'],
  ])('for %s is reported by expected type and kind of value', async (_subject, query, message) => {
    const response = await stack.graph.ask(query);
    expectWithheld(response);
    const code = 'GRAPHQL_VALIDATION_FAILED';
    expect(response).toMatchObject({ status: 400, errors: [{ message, extensions: { code } }] });
  });
});

describe('an invalid enum value', () => {
  const STATUSES = 'CardStatusFilter! (IN_REVIEW, REJECTED, APPROVED, DELETED, DISPATCHED)';

  test('in a variable is reported with the nearest name', async () => {
    const query = 'query ($v: [CardStatusFilter!]) { cards(statuses: $v) { totalCount } }';
    const { errors } = await stack.graph.ask(query, { v: ['approve'] });
    expect(errors?.[0]?.message).toBe(`$v.0: expected ${STATUSES}, got a string of 7 bytes. Did you mean APPROVED?`);
  });

  test('in a literal is reported with the nearest name', async () => {
    const { errors } = await stack.graph.ask('{ cards(statuses: [APPROVE]) { totalCount } }');
    expect(errors?.[0]?.message).toBe(`Expected ${STATUSES}, got a name. Did you mean APPROVED?`);
  });
});

describe('a syntax error', () => {
  test.each([
    ['a text out of place', `{ card(id: "p" "${PLANTED}") { id } }`, 'Syntax Error: Expected Name, found String.'],
    [
      'a block text out of place',
      `{ card(id: "p" """${PLANTED} "a" """) { id } }`,
      'Syntax Error: Expected Name, found BlockString.',
    ],
    ['a number out of place', `{ card(id: "p" ${DIGITS}) { id } }`, 'Syntax Error: Expected Name, found Int.'],
    ['a fraction out of place', `{ card(id: "p" ${DIGITS}.5) { id } }`, 'Syntax Error: Expected Name, found Float.'],
    ['a text that does not end', `{ card(id: "${PLANTED}`, 'Syntax Error: Unterminated string.'],
    ['a text with a line end', `{ card(id: "${PLANTED}\n") { id } }`, 'Syntax Error: Unterminated string.'],
    ['a text where a selection belongs', `{ "${PLANTED}" }`, 'Syntax Error: Expected Name, found String.'],
  ])('caused by %s is reported by its kind', async (_subject, query, message) => {
    const response = await stack.graph.ask(query);
    expectWithheld(response);
    expect(response).toMatchObject({
      status: 400,
      errors: [{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
  });
});

describe('an invalid GraphQL request', () => {
  const post = (body: string, headers = {}): Sent => ({ method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
  const get = (search: string): [string, Sent] => [`/graphql?${search}`, { headers: PREFLIGHTED }];
  const unknownHash = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: PLANTED } } });

  test.each<[subject: string, path: string, sent: Sent]>([
    [
      'JSON that is truncated within a string',
      '/graphql',
      post(`{"query":"{ __typename }","variables":{"v":"${PLANTED}`),
    ],
    ['JSON that is truncated after a number', '/graphql', post(`{"query":"{ __typename }","variables":{"v":${DIGITS}`)],
    ['JSON with an invalid word', '/graphql', post(`{"query":${PLANTED}}`)],
    ['JSON with trailing text', '/graphql', post(`{"query":"{ __typename }"}${PLANTED}`)],
    ['JSON that is a string', '/graphql', post(`"${PLANTED}"`)],
    ['variables that are a string', '/graphql', post(`{"query":"{ __typename }","variables":"${PLANTED}"}`)],
    ['another content type', '/graphql', post(PLANTED, { 'content-type': `text/${PLANTED}` })],
    ['another charset', '/graphql', post(PLANTED, { 'content-type': `application/json; charset=${PLANTED}` })],
    ['another encoding', '/graphql', post(PLANTED, { 'content-encoding': PLANTED })],
    ['an unknown account', '/graphql', post('{"query":"{ __typename }"}', { 'x-wechat-appid': PLANTED })],
    ['the hash of an unknown operation', '/graphql', post(unknownHash)],
    ['truncated variables in a URL', ...get(`query={__typename}&variables={"v":"${PLANTED}`)],
    ['a path below the endpoint', `/graphql/${PLANTED}`, {}],
    ['an invalid path', `/graphql/${PLANTED}%zz`, {}],
  ])('with %s is not quoted in the error', async (_subject, path, sent) => {
    const { text } = await send(stack.graph.url, path, sent);
    expectWithheld(text);
    expect(JSON.parse(text).errors).toEqual([
      { message: expect.stringMatching(/./), extensions: expect.objectContaining({ code: expect.any(String) }) },
    ]);
  });
});

describe('a value that only its field rejects', () => {
  const LONG = PLANTED.repeat(10);

  test.each<[subject: string, query: string, errors: (response: GraphAnswer) => readonly unknown[]]>([
    ['a code', `{ code(code: "${LONG}") { id } }`, ({ errors = [] }) => errors],
    ['an id', `{ card(id: "${PLANTED}\\u0000") { id } }`, ({ errors = [] }) => errors],
    ['a cursor', `{ cards(after: "${PLANTED}") { totalCount } }`, ({ errors = [] }) => errors],
    [
      'an idempotencyKey of a mutation',
      `mutation { deleteCard(input: { cardId: "p", idempotencyKey: "${LONG}" }) { userErrors { message field } } }`,
      ({ data }) => data.deleteCard.userErrors,
    ],
    [
      'a field of an update',
      `mutation { updateCard(input: { cardId: "p", baseInfo: { notice: "${LONG}" } }) { userErrors { message field } } }`,
      ({ data }) => data.updateCard.userErrors,
    ],
    [
      'a reference',
      `{ _entities(representations: [{ __typename: "${PLANTED}" }]) { __typename } }`,
      ({ errors = [] }) => errors,
    ],
  ])('in %s is not quoted in the error', async (_subject, query, errors) => {
    const response = await stack.graph.ask(query);
    expectWithheld(response);
    expect(errors(response)).toHaveLength(1);
  });
});
