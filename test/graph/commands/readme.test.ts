import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse, print } from 'graphql';
import { useStack } from '../../support/use-stack.js';
import { FirstCardsDocument } from '../generated/graphql.js';

const run = promisify(execFile);

const readme = readFileSync('README.md', 'utf8');

/** The fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, body]) => body ?? '',
  );
}

describe('README', () => {
  const stack = useStack({ beforeEach: 'nothing' });

  it('shows the response that its first query returns', async () => {
    const [response] = blocks('json');
    expect({ data: await stack.graph.data(FirstCardsDocument, {}) }).toEqual(JSON.parse(response ?? ''));
  });

  it('states the number of platform calls that its first query makes', async () => {
    await stack.emulator.clearLedger();
    await stack.graph.data(FirstCardsDocument, {});
    expect(readme).toContain('The query made three platform calls');
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 1, '/card/get': 2 });
  });

  it('has a curl command whose query returns a card', async () => {
    const body = /-d '(.+)'/.exec(blocks('sh').join())?.[1] ?? '';
    const { card } = await stack.graph.data(JSON.parse(body).query);
    expect(card).toMatchObject({ title: expect.any(String), status: 'APPROVED' });
  });

  it('has a fetch example that runs against this server', async () => {
    const [code = ''] = blocks('js');
    expect(code).toContain('http://127.0.0.1:4000/graphql');
    const example = code.replace('http://127.0.0.1:4000/graphql', stack.graph.url);
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', example]);
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^.+: \d+ left\n$/), stderr: '' });
  });

  it('shows only operations that the code generator compiles', () => {
    const folder = 'test/graph/operations';
    const sources = readdirSync(folder).map((file) => parse(readFileSync(`${folder}/${file}`, 'utf8')));
    const compiled = sources.flatMap(({ definitions }) => definitions.map(print));
    const operations = blocks('graphql').flatMap((block) => parse(block).definitions.map(print));
    expect(operations.length).toBeGreaterThan(1);
    expect(compiled).toEqual(expect.arrayContaining(operations));
  });

  it('links only to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, file]) => file ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(() => readFileSync(link)).not.toThrow();
  });
});
