import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { JSON_BODY, PREFLIGHTED, type Sent } from './http.js';

/** A request that a server should reject, with the expected status and codes. */
export interface RefusedRequest {
  readonly name: string;
  readonly sent: Sent & { readonly path?: string };
  readonly status: number;
  /** The possible codes of each error. More than one if it is not determined which limit is reached first. */
  readonly codes: readonly string[];
}

const MB = 1_000_000;
const CARD = 'pDEMO-groupon-0001';

const body = (content: Sent['body'], headers: Readonly<Record<string, string>> = {}): Sent => ({
  method: 'POST',
  headers: { ...JSON_BODY, ...headers },
  body: content,
});
const operation = (query: string, variables?: object): Sent => body(JSON.stringify({ query, variables }));
const get = (query: string) => ({ path: `/graphql?${new URLSearchParams({ query })}`, headers: PREFLIGHTED });

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const levels = (count: number, open: string, inner: string, close: string) =>
  `${open.repeat(count)}${inner}${close.repeat(count)}`;
const inCard = (selection: string) => `{ card(id: "${CARD}") { ${selection} } }`;

const deletion = (index: number) => `m${index}: deleteCard(input: { cardId: "${CARD}" }) { deletedCardId }`;
const chain = (count: number, type: string, last: string, spread = 1) =>
  `${times(count, (index) => `fragment F${index} on ${type} { ${`...F${index + 1} `.repeat(spread)}}`)} fragment F${count} on ${type} { ${last} }`;

/** Returns sibling fragments, which are compared in pairs. */
const beside = (count: number) =>
  `${inCard(times(count, (n) => `...F${n}`))} ${times(count, (n) => `fragment F${n} on Card { title nothing }`)}`;

const TYPENAME = '{"query":"{ __typename }"}';
/** Blanks, which compress to a few kilobytes. */
const BOMB = Buffer.alloc(10 * MB, ' ');
const TEN_MB = `{"query":"{ __typename }","variables":{"v":"${'x'.repeat(10 * MB)}"}}`;
const DEEP_LISTS = levels(4000, '[', '', ']');
const DEEP_OBJECTS = levels(4000, '{"a":', '1', '}');
const withJson = (query: string, v: string) => body(`{"query":${JSON.stringify(query)},"variables":{"v":${v}}}`);

/** Requests by status and codes. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, RefusedRequest['sent']>>>> = {
  '400 TOO_MANY_TOKENS': {
    '1,000 aliased deleteCard': operation(`mutation { ${times(1000, deletion)} }`),
    '4,000 levels of a list type': operation(`query ($v: ${levels(4000, '[', 'ID', ']')}) { __typename }`),
    'a chain of 500 fragments': operation(`{ ...F0 } ${chain(500, 'Query', 'nothing')}`),
    '1 MB of fields': operation(`{ ${'a '.repeat(MB / 2)} }`),
  },
  // The parser reaches either its limit of tokens or the limit of levels of its stack.
  '400 TOO_MANY_TOKENS OPERATION_TOO_DEEP': {
    '4,000 levels of fields': operation(levels(4000, '{ a ', '', '}')),
    '4,000 levels of lists': operation(`{ card(id: ${DEEP_LISTS}) { id } }`),
    '4,000 levels of objects': operation(`{ card(id: ${levels(4000, '{ a: ', '1', '}')}) { id } }`),
  },
  '400 OPERATION_TOO_DEEP': {
    '1,300 levels of fields': operation(levels(1300, '{ a ', '{ a }', '}')),
  },
  '400 TOO_MANY_ALIASES': {
    '200 aliased deleteCard': operation(`mutation { ${times(200, deletion)} }`),
    '2^60 aliases of doubling fragments': operation(`{ ...F0 } ${chain(60, 'Query', 'a: __typename', 2)}`),
  },
  '400 TOO_MANY_DIRECTIVES': {
    '1,000 directives': operation(`{ __typename ${'@aa '.repeat(1000)} }`),
  },
  '400 TOO_MANY_ROOT_FIELDS': {
    '2 deleteCard': operation(`mutation { ${times(2, deletion)} }`),
    '2^60 deleteCard of doubling fragments': operation(
      `mutation { ...F0 } ${chain(60, 'Mutation', deletion(0).slice(4), 2)}`,
    ),
  },
  '400 OPERATION_TOO_COMPLEX': {
    '3,900 times one field': operation(inCard('title '.repeat(3900))),
    '990 inline fragments with one field': operation(inCard('... { title } '.repeat(990))),
    'a circle of 400 fragments': operation(`{ ...F0 } ${chain(400, 'Query', '...F0')}`),
    '300 fragments in one place': operation(beside(300)),
    'a page of 1,000,000 cards': operation('{ cards(first: 1000000) { nodes { title } } }'),
    'cards by 160,000 ids': withJson('query ($v: [ID!]!) { cardsById(ids: $v) { id } }', `[1${',1'.repeat(160_000)}]`),
  },
  '400 TOO_MANY_REPRESENTATIONS': {
    '10,000 references': withJson(
      'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
      `[${Array(10_000).fill(`{"__typename":"Card","id":"${CARD}"}`)}]`,
    ),
  },
  '400 GRAPHQL_VALIDATION_FAILED': {
    'circular fragments': operation(`{ ...F0 } ${chain(2, 'Query', '...F0')}`),
    'a circle of 99 fragments': operation(`{ ...F0 } ${chain(98, 'Query', '...F0')}`),
    'a chain of 99 fragments': operation(`{ ...F0 } ${chain(98, 'Query', 'nothing')}`),
    '100 fragments in one place': operation(beside(100)),
    '1,000 levels of inline fragments': operation(levels(1000, '{ ... ', '{ nothing }', '}')),
    '1,900 levels of lists': operation(`{ card(id: ${levels(1900, '[', '', ']')}) { id } }`),
    '1 MB of one name': operation(`{ ${'a'.repeat(MB)} }`),
    '3,900 unknown fields': operation(inCard(times(3900, (n) => `f${n}`))),
    '900 unknown arguments': operation(inCard(`title(${times(900, (n) => `a${n}: 1`)})`)),
    '600 unknown variables': operation(`{ cardsById(ids: [${times(600, (n) => `$v${n}`)}]) { id } }`),
  },
  '400 GRAPHQL_PARSE_FAILED': {
    '1 MB of a comment': operation(`# ${'x'.repeat(MB)}`),
    '1 MB of invalid GraphQL': operation(`{ ${'§'.repeat(MB / 2)} }`),
    '1 MB of an unterminated string': operation(`{ card(id: "${'x'.repeat(MB)}`),
  },
  // A quarter of a megabyte of JSON that consists of brackets, keys or entries. Parsing a full megabyte takes some 50 ms.
  '400 BAD_USER_INPUT': {
    '4,000 levels of lists in a variable': withJson('query ($v: ID!) { card(id: $v) { id } }', DEEP_LISTS),
    '4,000 levels of objects in a variable': withJson('query ($v: ID!) { card(id: $v) { id } }', DEEP_OBJECTS),
    '100,000 levels of lists in a variable': withJson(
      'query ($v: [ID!]!) { cardsById(ids: $v) { id } }',
      levels(100_000, '[', '', ']'),
    ),
    '1 MB of a value': withJson('query ($v: Int!) { cards(first: $v) { totalCount } }', `"${'x'.repeat(MB)}"`),
    '20,000 unknown keys': withJson(
      'mutation ($v: DeleteCardInput!) { deleteCard(input: $v) { cardId } }',
      `{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`)}}`,
    ),
    '75,000 wrong list entries': withJson(
      'mutation ($v: AddPayGiftRuleInput!) { addPayGiftRule(input: $v) { ruleId } }',
      `{"merchantIds":[{}${',{}'.repeat(75_000)}]}`,
    ),
  },
  '400 BAD_REQUEST': {
    '4,000 levels of lists as a body': body(DEEP_LISTS),
    '10,000 operations in a list': body(`[${Array(10_000).fill(TYPENAME)}]`),
    'UTF-16 that claims to be UTF-8': body(Buffer.from(TYPENAME, 'utf16le')),
  },
  '405 BAD_REQUEST': {
    'a mutation by GET': get(`mutation { ${deletion(0)} }`),
    'a code by GET': get('{ code(code: "100000000001") { status } }'),
  },
  '413 BODY_TOO_LARGE': {
    '10 MB of a text': operation(`# ${'x'.repeat(10 * MB)}`),
    '10 MB with their length': body(TEN_MB, { 'content-length': String(TEN_MB.length) }),
    '10 MB in chunks': body(Array(10).fill(TEN_MB.slice(0, MB))),
  },
  '415 BAD_REQUEST': {
    '10 MB compressed with gzip': body(gzipSync(BOMB), { 'content-encoding': 'gzip' }),
    '10 MB compressed with deflate': body(deflateSync(BOMB), { 'content-encoding': 'deflate' }),
    '10 MB compressed with brotli': body(brotliCompressSync(BOMB), { 'content-encoding': 'br' }),
    '10 MB compressed twice': body(gzipSync(gzipSync(BOMB)), { 'content-encoding': 'gzip, gzip' }),
    'UTF-16': body(Buffer.from(TYPENAME, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }),
    'UTF-7': body(TYPENAME, { 'content-type': 'application/json; charset="utf-7"' }),
    'Latin-1': body(TYPENAME, { 'content-type': 'application/json;CHARSET=iso-8859-1' }),
  },
};

export const REFUSED_REQUESTS: readonly RefusedRequest[] = Object.entries(REFUSED).flatMap(([outcome, requests]) => {
  const [status, ...codes] = outcome.split(' ');
  return Object.entries(requests).map(([name, sent]) => ({ name, sent, status: Number(status), codes }));
});
