import { readFileSync } from 'node:fs';
import { type Stack, startStack } from '../support/stack.js';

const readme = readFileSync('README.md', 'utf8');

/** The fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, body]) => body ?? '',
  );
}

describe('README', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it('shows the answer that its query has', async () => {
    const [query] = blocks('graphql');
    const [answer] = blocks('json');
    expect({ data: await stack.graph.data(query ?? '') }).toEqual(JSON.parse(answer ?? ''));
  });

  it('counts the calls of its query', async () => {
    await stack.emulator.clearLedger();
    await stack.graph.data(blocks('graphql')[0] ?? '');
    expect(readme).toContain('It made three calls of the platform');
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 1, '/card/get': 2 });
  });

  it('has a curl command whose query works', async () => {
    const body = /-d '(.+)'/.exec(blocks('sh').join())?.[1] ?? '';
    const { card } = await stack.graph.data(JSON.parse(body).query);
    expect(card).toMatchObject({ title: expect.any(String), status: 'VERIFY_OK' });
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, file]) => file ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(() => readFileSync(link)).not.toThrow();
  });
});
