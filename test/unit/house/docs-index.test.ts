import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

const DOCS = [...markdownIn('docs'), ...markdownIn('docs/adr')];
const PAGES = [
  ...DOCS,
  'README.md',
  'README.zh-CN.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
];

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

interface Link {
  readonly from: string;
  /** The linked file, relative to the root. */
  readonly file: string;
  readonly fragment: string | undefined;
}

/** Returns the relative links of a page, images included. */
function linksOf(page: string): Link[] {
  const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', fragment] = target.split('#');
      const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), decodeURIComponent(path)));
      return { from: page, file, fragment };
    });
}

/** Returns the anchors that GitHub generates for the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy += 1) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

const LINKS = PAGES.flatMap(linksOf);
const describeLink = ({ from, file, fragment }: Link) =>
  `${from}: ${file}${fragment === undefined ? '' : `#${fragment}`}`;

test('docs/README.md links to every page of docs', () => {
  const linked = new Set(linksOf('docs/README.md').map(({ file }) => file));
  expect(DOCS.length).toBeGreaterThan(15);
  expect(DOCS.filter((page) => page !== 'docs/README.md' && !linked.has(page))).toEqual([]);
});

test('every relative link in the documentation leads to an existing file', () => {
  expect(LINKS.length).toBeGreaterThan(80);
  expect(LINKS.filter(({ file }) => !existsSync(join(ROOT, file))).map(describeLink)).toEqual([]);
});

test('every link with a fragment leads to an existing heading', () => {
  const withFragment = LINKS.filter(({ file, fragment }) => fragment !== undefined && file.endsWith('.md'));
  expect(withFragment.length).toBeGreaterThan(3);
  expect(withFragment.filter(({ file, fragment = '' }) => !anchorsOf(file).has(fragment)).map(describeLink)).toEqual(
    [],
  );
});

test('anchors of headings omit punctuation, as on GitHub', () => {
  expect(anchorsOf('docs/auth.md')).toContain('the-routers-secret');
  expect(anchorsOf('docs/auth.md')).toContain('tokens-auth_modejwt');
});
