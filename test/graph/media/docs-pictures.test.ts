import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../../support/commands.js';
import { pngOf } from '../../support/pictures.js';
import { useStack } from '../../support/use-stack.js';

const page = readFileSync('docs/pictures.md', 'utf8');
const blockOf = (language: string) =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

const withCurl = isInstalled('curl', ['--version']) ? test : test.skip;
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/pictures.md', () => {
  const stack = useStack();

  withCurl('has a command that uploads a picture of 1 MB', async () => {
    const command = blockOf('sh');
    expect(command).toContain('http://127.0.0.1:4000/graphql');
    writeFileSync(join(folder, 'logo.png'), pngOf(1_048_576));
    const script = command.replace('http://127.0.0.1:4000/graphql', stack.graph.url);
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: folder });
    expect(JSON.parse(stdout).data.uploadImage).toEqual({ url: expect.stringMatching(/^http:/), userErrors: [] });
  });

  test('has an operation that sets the test list', async () => {
    const { setTestWhitelist } = await stack.graph.data(blockOf('graphql'));
    const { openids, usernames } = setTestWhitelist;
    expect(setTestWhitelist).toEqual({ size: 2, openids, usernames, userErrors: [] });
    expect((await stack.emulator.state()).whitelist).toEqual({ openids, usernames });
  });
});
