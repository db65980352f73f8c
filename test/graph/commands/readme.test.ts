import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, print } from 'graphql';
import { startEventStack } from '../../support/event-stack.js';
import type { Stack } from '../../support/stack.js';
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

/** A command with the server-sent events that are shown below it. */
const STREAM = /^```sh\n([^`]*text\/event-stream[^`]*)^```$\s+^```\n([^`]*)^```$/m;

function sectionOf(heading: string): string {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  return section.split('\n## ')[0] ?? '';
}

/** Returns the shell commands of a section, each with the JSON that is shown below it. */
function stepsIn(heading: string): { readonly command: string; readonly response: string }[] {
  const body = sectionOf(heading).replace(STREAM, '');
  const shown = body.matchAll(/^```sh\n([\s\S]*?)^```$\s+^```json\n([\s\S]*?)^```$/gm);
  const steps = [...shown].map(([, command = '', response = '']) => ({ command, response }));
  expect(steps).toHaveLength(body.match(/^```sh$/gm)?.length ?? 0);
  return steps;
}

/** Separates the responses of the commands. */
const SEPARATOR = '--- next command ---';

function withoutExtensions({ extensions, ...response }: Record<string, unknown>): unknown {
  return response;
}

/** Replaces each text that ends with an ellipsis by a matcher of what precedes it. */
function withPlaceholders(shown: unknown): unknown {
  if (typeof shown === 'string') {
    if (!shown.endsWith('…')) return shown;
    const start = shown.slice(0, -1).replace(/[.?/]/g, '\\$&');
    return expect.stringMatching(`^${start}[\\w/+=%-]+$`);
  }
  if (typeof shown !== 'object' || shown === null) return shown;
  if (Array.isArray(shown)) return shown.map(withPlaceholders);
  return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, withPlaceholders(value)]));
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

  /** Runs the commands of a section one after another, `times` in total. Returns the last responses, the shown ones, and the URLs. */
  async function runSection(
    heading: string,
    times = 1,
    { graph, emulator }: Pick<Stack, 'graph' | 'emulator'> = stack,
  ) {
    const shown = stepsIn(heading);
    const directory = await mkdtemp(join(tmpdir(), 'readme-'));
    try {
      const script = shown.map(({ command }) => command).join(`printf '\\n%s\\n' '${SEPARATOR}'\n`);
      const onFreePorts = script
        .replaceAll('http://127.0.0.1:4000/graphql', graph.url)
        .replaceAll('http://127.0.0.1:4100', emulator.url);
      const follow = () => run('sh', ['-e', '-c', onFreePorts], { cwd: directory });
      for (let n = 1; n < times; n += 1) {
        await follow();
        // Following the section again, a second later, creates another card.
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      const { stdout } = await follow();
      return {
        responses: stdout.split(`\n${SEPARATOR}\n`).map((text) => withoutExtensions(JSON.parse(text))),
        expected: shown.map(({ response }) => withPlaceholders(JSON.parse(response))),
        urls: shown.map(({ command }) => /\bcurl (?:-s )?(\S+)/.exec(command)?.[1]),
        files: readdirSync(directory),
      };
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  it('has commands that create, hand out and claim a card, and shows the response of each', async () => {
    const { responses, expected, urls, files } = await runSection('From nothing to a card in a wallet', 2);
    expect(responses).toEqual(expected);
    expect(urls).toEqual([
      ...Array(3).fill('http://127.0.0.1:4000/graphql'),
      'http://127.0.0.1:4100/_emulator/reviews',
      'http://127.0.0.1:4000/graphql',
      'http://127.0.0.1:4100/_emulator/claims',
      'http://127.0.0.1:4000/graphql',
    ]);
    expect(files).toEqual([]);
  });

  it('has commands of a till that check and redeem a code and book points, and shows the response of each', async () => {
    const { responses, expected } = await runSection('At the till');
    expect(responses).toEqual(expected);
    expect(responses).toHaveLength(4);
  });

  it('has commands that show the event of a claim after the cursor of now, and shows the response of each', async () => {
    const events = await startEventStack();
    try {
      await events.connectEmulator();
      const { responses, expected } = await runSection('See it happen', 2, events);
      expect(responses).toEqual(expected);
      expect(responses).toHaveLength(3);
    } finally {
      await events.close();
    }
  });

  it('has a command that subscribes and prints a claim as it arrives', async () => {
    const events = await startEventStack();
    try {
      await events.connectEmulator();
      const [, command = '', shown = ''] = STREAM.exec(sectionOf('See it happen')) ?? [];
      expect(shown).toContain('CLAIMED');
      const onFreePorts = command
        .replace('http://127.0.0.1:4000/graphql', events.graph.url)
        .replace('http://127.0.0.1:4100', events.emulator.url)
        // The claim arrives after about a second.
        .replace('-m 5', '-m 3');
      const { stdout } = await run('sh', ['-e', '-c', onFreePorts]);
      expect(stdout.trimEnd()).toBe(shown.trimEnd());
    } finally {
      await events.close();
    }
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
