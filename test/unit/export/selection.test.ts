import { getNamedType, isObjectType, parse, validate } from 'graphql';
import { columnsOf, selectionOf } from '../../../src/export/selection.js';
import { createSchema } from '../../../src/graph/schema/schema.js';

const schema = createSchema();

test('the exported fields are valid queries', () => {
  const query = `{
    cardsById(ids: ["a"]) ${selectionOf(schema, 'Card')}
    payGiftRules { edges ${selectionOf(schema, 'PayGiftRuleEdge')} }
    cardEvents { nodes ${selectionOf(schema, 'CardEvent')} }
    couponStats(from: "2026-01-01", to: "2026-01-02") { rows ${selectionOf(schema, 'CouponStatsRow')} }
  }`;
  expect(validate(schema, parse(query))).toEqual([]);
});

test('a card is exported with all its fields but those that need a separate call', () => {
  const type = schema.getType('Card');
  const names = isObjectType(type) ? Object.keys(type.getFields()) : [];
  const exported = new Set(columnsOf(schema, ['Card']).map(({ path: [name] }) => name));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !exported.has(name)).sort()).toEqual([
    'activationLink',
    'articleHtml',
    'depositedCodeCount',
    'raw',
    'stats',
  ]);
});

test('an event refers to cards, codes and users by their keys only', () => {
  const columns = columnsOf(schema, ['CardEvent']).map(({ name }) => name);
  expect(columns.filter((name) => /^(card|code|user|giver)(Id$|\.|$)/.test(name)).sort()).toEqual([
    'cardId',
    'code.code',
    'giver.openid',
    'user.openid',
  ]);
  const event = schema.getType('CodeClaimedEvent');
  expect(isObjectType(event) && getNamedType(event.getFields().code?.type)?.name).toBe('Code');
});

test('each column has a distinct name, and a list is one column', () => {
  const columns = columnsOf(schema, ['MerchantStatsRow', 'CouponStatsRow', 'MemberCardStatsRow']).map(
    ({ name }) => name,
  );
  expect(new Set(columns).size).toBe(columns.length);
  expect(columns.slice(0, 3)).toEqual(['date', 'viewCount', 'viewUsers']);
  const card = columnsOf(schema, ['Card']).map(({ name }) => name);
  expect(card).toEqual(expect.arrayContaining(['stock.quantity', 'details.__typename', 'advancedInfo.timeLimits']));
});
