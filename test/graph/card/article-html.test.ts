import { type OperationDefinitionNode, parse } from 'graphql';
import { createSchema } from '../../../src/graph/schema/schema.js';
import { OperationCost } from '../../../src/operation/limits/operation-cost.js';
import { createCards } from '../../support/creations.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { useStack } from '../../support/use-stack.js';

const PATH = '/card/mpnews/gethtml';
const CARD = 'pDEMO-groupon-0001';
const DEPOSITED = 'pDEMO-general-coupon-0003';

const stack = useStack();

const html = async (id: string) =>
  (await stack.graph.data('query ($id: ID!) { card(id: $id) { articleHtml } }', { id })).card;

describe('Card.articleHtml', () => {
  test.each([
    ['codes of the platform', CARD],
    ['deposited codes', DEPOSITED],
  ])('returns the HTML of a card with %s as the platform sends it', async (_subject, id) => {
    expect((await html(id)).articleHtml).toMatch(new RegExp(`^<iframe .*cardid=${id}.*>$`));
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATH]: 1 });
  });

  test('is null without a call for a card with custom codes', async () => {
    const [created] = await createCards(stack.graph, [having(minimalCard('GROUPON'), ['baseInfo.codeMode', 'CUSTOM'])]);
    await stack.emulator.clearLedger();
    expect(await html(String(created?.cardId))).toEqual({ articleHtml: null });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('is read once for each card of a request, and again for the next request', async () => {
    const query = `{ a: card(id: "${CARD}") { articleHtml } b: card(id: "${CARD}") { x: articleHtml y: articleHtml } }`;
    await stack.graph.data(query);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATH]: 1 });
    await stack.graph.data(query);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 2, [PATH]: 2 });
  });

  test('is null with an error at its path if the platform fails, while the card keeps its other fields', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value: 40097 });
    const { data, errors } = await stack.graph.ask(`{ card(id: "${CARD}") { id title articleHtml } }`);
    expect(data.card).toEqual({ id: CARD, title: expect.any(String), articleHtml: null });
    expect(errors).toMatchObject([{ path: ['card', 'articleHtml'] }]);
  });

  test('costs one call in addition to the one for the card', () => {
    const schema = createSchema();
    const costOf = (query: string) => {
      const document = parse(query);
      const operation = document.definitions[0] as OperationDefinitionNode;
      return new OperationCost({ schema, document, operation }).costFor({}).calls;
    };
    expect(costOf('{ card(id: "p") { title articleHtml } }')).toBe(costOf('{ card(id: "p") { title } }') + 1);
    expect(costOf('{ cardsById(ids: ["p", "q"]) { articleHtml } }')).toBe(4);
  });
});
