import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { INSPECTABLE, Inspected } from '../support/inspected.js';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/lifecycle.md'), 'utf8');

/** Maximum number of folder changes of a request that a reader can follow. */
const MAX_CHANGES = 16;

const CARD = 'pDEMO-groupon-0001';
const QUERY = `{ card(id: "${CARD}") { title status } }`;
const MUTATION = `mutation ($input: UpdateCardInput!) { updateCard(input: $input) { card { title } verified userErrors { code } } }`;

interface Step {
  readonly folder: string;
  readonly files: readonly string[];
}

const filesIn = (text: string) => [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => file);

/** Returns the rows of a section's table. */
function stepsOf(heading: string): Step[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return table.split('\n').flatMap((line) => {
    const [, , folder = '', files = ''] = line.split('|').map((cell) => cell.trim());
    const name = /^`(\w+)`$/.exec(folder)?.[1];
    return name === undefined ? [] : [{ folder: name, files: filesIn(files).map((file) => `${name}/${file}`) }];
  });
}

const STEPS = { query: stepsOf('Query `card(id)`'), mutation: stepsOf('Mutation `updateCard`') };
const SHARED = filesIn(PAGE.split('\n## Used in many steps\n')[1]?.split('\n## ')[0] ?? '');

describe('docs/lifecycle.md', () => {
  test.each(['query', 'mutation'] as const)('the %s changes folder at most 16 times', (request) => {
    const folders = STEPS[request].map(({ folder }) => folder);
    expect(folders.length).toBeGreaterThan(10);
    const changes = folders.filter((folder, index) => index > 0 && folder !== folders[index - 1]).length;
    expect(changes).toBeLessThanOrEqual(MAX_CHANGES);
  });

  test('all files that it names exist', () => {
    const named = [...STEPS.query, ...STEPS.mutation].flatMap(({ files }) => files).concat(SHARED);
    expect(named.filter((file) => !existsSync(join(ROOT, 'src', file)))).toEqual([]);
  });

  describe('the files of src that run', () => {
    let server: Child;
    let graph: GraphClient;
    let inspected: Inspected;

    beforeAll(async () => {
      server = new Child(['serve'], { PORT: '0', EMULATOR_PORT: '0', NODE_OPTIONS: INSPECTABLE });
      graph = new GraphClient(await server.announced('GraphQL'));
      inspected = await Inspected.connect(server.stderr);
      await inspected.startCoverage();
    });
    afterAll(async () => {
      inspected.close();
      await server.stop();
    });

    /** Returns the files of src that ran, except the emulator's, which runs in the same process. */
    async function filesRunBy(run: () => Promise<unknown>): Promise<string[]> {
      await inspected.executed();
      await run();
      const urls = await inspected.executed();
      return urls.flatMap((url) => {
        const [, file] = /\/dist\/(.*)\.js$/.exec(url) ?? [];
        return file === undefined || url.includes('node_modules') || file.startsWith('emulator/') ? [] : [`${file}.ts`];
      });
    }

    const named = (...steps: readonly Step[]) => new Set([...steps.flatMap(({ files }) => files), ...SHARED]);

    test('for card(id), the first time and again, are named on the page', async () => {
      for (const _ of ['by Apollo Server', 'on the fast path']) {
        const files = await filesRunBy(async () => {
          expect(await graph.data(QUERY)).toMatchObject({ card: { status: 'APPROVED' } });
        });
        expect(files.length).toBeGreaterThan(40);
        expect(files.filter((file) => !named(...STEPS.query).has(file))).toEqual([]);
      }
    });

    test('for updateCard are named on the page', async () => {
      const input = { cardId: CARD, baseInfo: { servicePhone: '020-1' }, idempotencyKey: 'lifecycle' };
      const files = await filesRunBy(async () => {
        expect(await graph.data(MUTATION, { input })).toMatchObject({ updateCard: { verified: true, userErrors: [] } });
      });
      expect(files.length).toBeGreaterThan(60);
      expect(files.filter((file) => !named(...STEPS.query, ...STEPS.mutation).has(file))).toEqual([]);
    });
  });
});
