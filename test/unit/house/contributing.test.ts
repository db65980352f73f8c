import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });

describe('the workflow', () => {
  const { jobs } = parse(readFileSync('.github/workflows/ci.yml', 'utf8'));

  test('runs .ci/run in a container of each supported Node.js release', () => {
    expect(jobs.check.strategy.matrix.image).toEqual(['node:20-bookworm', 'node:22-bookworm', 'node:24-bookworm']);
    expect(jobs.check.container).toBe(`\${{ matrix.image }}`);
    expect(jobs.check.steps.at(-1)).toEqual({ run: 'bash .ci/run' });
  });

  test('may only read the repository', () => {
    expect(parse(readFileSync('.github/workflows/ci.yml', 'utf8')).permissions).toEqual({ contents: 'read' });
  });
});

describe('issue forms', () => {
  const forms = readdirSync('.github/ISSUE_TEMPLATE').filter((file) => /^\d/.test(file));

  test.each(forms)('%s has a name, a description and inputs with distinct ids', (file) => {
    const { name, description, body } = parse(readFileSync(`.github/ISSUE_TEMPLATE/${file}`, 'utf8'));
    expect([typeof name, typeof description]).toEqual(['string', 'string']);
    const ids = body.filter(({ type }: { type: string }) => type !== 'markdown').map(({ id }: { id: string }) => id);
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the bug report requires a reproduction against the emulator', () => {
    const form = readFileSync('.github/ISSUE_TEMPLATE/1-bug.yml', 'utf8');
    expect(form).toContain('reproduce the bug against the emulator');
    expect(form).toContain('/_emulator/calls');
  });
});

test.each([
  ['.github/pull_request_template.md', 'CONTRIBUTING.md'],
  ['CONTRIBUTING.md', 'CODE_OF_CONDUCT.md'],
])('%s refers to the existing %s', (file, other) => {
  expect(readFileSync(file, 'utf8')).toContain(other);
  expect(existsSync(other)).toBe(true);
});

test('every path in CODEOWNERS exists', () => {
  const lines = readFileSync('.github/CODEOWNERS', 'utf8').split('\n');
  const paths = lines.filter((line) => line.startsWith('/')).map((line) => line.split(/\s+/)[0] ?? '');
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(`.${path}`))).toEqual([]);
});

test('every package that a Renovate rule names is a dependency', () => {
  const { packageRules } = JSON.parse(readFileSync('renovate.json', 'utf8'));
  const names: string[] = packageRules.flatMap(({ matchPackageNames = [] }) => matchPackageNames);
  expect(names.length).toBeGreaterThan(20);
  const isUsed = (name: string) =>
    packages.some((one) => (name.endsWith('/**') ? one.startsWith(name.slice(0, -2)) : one === name));
  expect(names.filter((name) => !isUsed(name))).toEqual([]);
});

test('CONTRIBUTING.md lists each override and each upgrade that Renovate holds back', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const rows = Array.from(text.matchAll(/^\| `([^`]+)` (\S+) \|/gm), ([, name, version]) => [name, version]);
  expect(Object.fromEntries(rows)).toEqual(manifest.overrides);
  const { packageRules } = JSON.parse(readFileSync('renovate.json', 'utf8'));
  const waiting: string[] = packageRules
    .filter(({ description = '' }) => /needs Node\.js 22/.test(description))
    .flatMap(({ matchPackageNames = [] }) => matchPackageNames);
  expect(waiting.length).toBeGreaterThan(10);
  expect(waiting.filter((name) => !text.includes(`\`${name.replace('/**', '/')}`))).toEqual([]);
});

test('the changelog has a section for the version of the package', () => {
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`\n## ${manifest.version}\n`);
});

test('the development container forwards the ports that npm start prints', () => {
  const { forwardPorts, image } = JSON.parse(readFileSync('.devcontainer/devcontainer.json', 'utf8'));
  expect(forwardPorts).toEqual([4000, 4100]);
  expect(image).toBe(`node:${readFileSync('.nvmrc', 'utf8').trim()}-bookworm`);
});
