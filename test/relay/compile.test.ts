import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe("Relay's compiler", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-relay-'));
    cpSync('test/relay/src', join(folder, 'src'), { recursive: true });
    mkdirSync(join(folder, 'artifacts'));
    copyFileSync('schema/client.graphql', join(folder, 'schema.graphql'));
    const config = {
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      artifactDirectory: './artifacts',
    };
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('generates a pagination query for the connections cards and payGiftRules', async () => {
    const compiler = join(process.cwd(), 'node_modules/relay-compiler/cli.js');
    await run(process.execPath, [compiler, 'relay.config.json'], { cwd: folder });
    expect(readdirSync(join(folder, 'artifacts')).sort()).toEqual([
      'CardListPageQuery.graphql.ts',
      'CardListQuery.graphql.ts',
      'CardListRulesPageQuery.graphql.ts',
      'CardList_cards.graphql.ts',
      'CardList_rules.graphql.ts',
    ]);
    for (const [file, key] of [
      ['CardList_cards', '__CardList_cards_connection'],
      ['CardList_rules', '__CardList_payGiftRules_connection'],
    ] as const) {
      expect(readFileSync(join(folder, 'artifacts', `${file}.graphql.ts`), 'utf8')).toContain(key);
    }
  });
});
