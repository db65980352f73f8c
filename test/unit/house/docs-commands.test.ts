import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Pages whose examples run in development, with the embedded emulator. */
const DEVELOPMENT = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/emulator.md'];

/** Returns the commands of a page's shell examples, with continued lines joined, and its inline code. */
function commandsOf(text: string): { examples: string[]; inline: string[] } {
  const blocks = [...text.matchAll(/^```(?:sh|bash|console)\n([\s\S]*?)^```$/gm)].map(([, body = '']) => body);
  const examples = blocks.flatMap((body) => body.replace(/\\\n\s*/g, '').split('\n')).filter(Boolean);
  const inline = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return { examples, inline };
}

/** Returns the commands of a page that run `npm start` outside development. A variable in front of it configures more than a trial. */
function productionStarts(page: string, text: string): string[] {
  const { examples, inline } = commandsOf(text);
  const runs = (command: string) => /\bnpm (?:run )?start\b/.test(command);
  const configures = (command: string) => /\b[A-Z][A-Z_]*=/.test(command);
  const isExample = DEVELOPMENT.includes(page) ? configures : () => true;
  return [
    ...examples.filter((command) => runs(command) && isExample(command)),
    ...inline.filter(runs).filter(configures),
  ];
}

describe('the documentation', () => {
  test('starts no production server with npm start', () => {
    const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
    expect(PAGES.flatMap((page) => productionStarts(page, read(page)).map((command) => `${page}: ${command}`))).toEqual(
      [],
    );
    const starts = PAGES.flatMap((page) => commandsOf(read(page)).examples).filter((one) => /cli\.js serve/.test(one));
    expect(starts.length).toBeGreaterThan(4);
  });

  test.each([
    ['a variable in front', 'README.md', '```sh\nWECHAT_APP_ID=wx… npm start\n```\n'],
    ['a variable on a continued line', 'README.md', '```sh\nAUTH_MODE=jwt \\\nJWT_AUDIENCE=a npm start\n```\n'],
    ['a variable in inline code', 'docs/emulator.md', 'Run `PORT=1 npm start`.\n'],
    ['no variable on an operations page', 'docs/operations.md', '```sh\nnpm start\n```\n'],
  ])('is rejected if npm start has %s', (_, page, text) => {
    expect(productionStarts(page, text)).toHaveLength(1);
  });

  test('may run npm start without variables in the quick start', () => {
    expect(productionStarts('README.md', '```sh\nnpm ci && npm start   # starts\n```\n')).toEqual([]);
  });
});
