import { readFileSync } from 'node:fs';
import { useStack } from '../support/use-stack.js';
import { createClient, fetchCards } from './apollo.example.js';

describe("the README's example for Apollo Client", () => {
  const stack = useStack({ beforeEach: 'nothing' });

  test('equals the file that is compiled here, except for its paths', () => {
    const readme = readFileSync('README.md', 'utf8');
    const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    const compiled = readFileSync('test/browser/apollo.example.ts', 'utf8');
    expect(shown).toBe(compiled.replace('../../schema/', './').replace('../graph/', './'));
  });

  test('merges its pages in the cache, with each card once', async () => {
    const client = createClient(stack.graph.url);
    const lengths: unknown[] = [];
    let after: string | null | undefined;
    for (let more = true; more; ) {
      const { data } = await fetchCards(client, after);
      more = data?.cards?.pageInfo.hasNextPage ?? false;
      after = data?.cards?.pageInfo.endCursor;
      lengths.push(data?.cards?.edges.length);
    }
    const { cards } = await stack.graph.data('{ cards(first: 100) { totalCount } }');
    expect(lengths).toEqual([10, 20, cards.totalCount]);
  });
});
