import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isObjectType } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { printedSchema } from '../../src/graph/schema/schema.js';
import { type Gateway, startApolloGateway } from './gateways.js';
import { type Resolvers, type RunningPartner, startPartner } from './partners.js';
import { type Supergraph, startSupergraph } from './supergraph.js';

const PAGE = readFileSync('docs/supergraph.md', 'utf8');

/** Returns the fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  const fences = PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...fences].map(([, body]) => body ?? '');
}

const [partnerSdl = '', query = ''] = blocks('graphql');
const [composer = '', partnerCode = ''] = blocks('js');
const [rover = '', headers = '', apolloRouter = '', cosmo = '', hiveRouter = ''] = blocks('yaml');

describe('docs/supergraph.md', () => {
  let folder: string;
  let supergraph: Supergraph;
  let partner: RunningPartner;
  let gateway: Gateway;

  beforeAll(async () => {
    // Inside the project, so that packages are resolved.
    folder = mkdtempSync(join(process.cwd(), 'test/composition/.docs-'));
    supergraph = await startSupergraph();
    const resolvers: Resolvers = new Function(partnerCode.replace('export const resolvers =', 'return'))();
    partner = await startPartner('loyalty', partnerSdl, resolvers);
    writeFileSync(join(folder, 'cardgraph.graphql'), printedSchema());
    writeFileSync(join(folder, 'loyalty.graphql'), partnerSdl);
    writeFileSync(join(folder, 'compose.mjs'), composer);
    const composed = execFileSync(process.execPath, ['compose.mjs'], { cwd: folder, encoding: 'utf8' });
    const sdl = composed
      .replace('http://127.0.0.1:4000/graphql', supergraph.recorder.url)
      .replace('http://127.0.0.1:4001/graphql', partner.url);
    gateway = await startApolloGateway(sdl);
  });
  afterAll(async () => {
    await gateway?.close();
    await partner?.close();
    await supergraph?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has a composer, a partner and a query that work together, with the stated number of calls', async () => {
    const { data, errors } = await gateway.ask(query);
    expect(errors).toBeUndefined();
    expect(data.bestsellers).toEqual(
      ['pDEMO-groupon-0001', 'pDEMO-cash-0001'].map((id, index) => {
        const { title } = data.bestsellers[index];
        return { id, title: expect.stringMatching(/./), slogan: `${title}!`, points: id.length };
      }),
    );
    expect(PAGE).toContain('one request to Cardgraph with two references, and two platform calls');
    expect(supergraph.recorder.requests).toHaveLength(1);
    expect(await supergraph.stack.emulator.calls()).toEqual({ '/card/get': 2 });
  });

  test('lists the same subgraphs in its file for rover as in its composer', () => {
    const { subgraphs } = parseYaml(rover);
    const named = [...composer.matchAll(/subgraph\('(\w+)', '([^']+)'\)/g)].map(([, name, url]) => [name, url]);
    const listed = Object.entries<{ routing_url: string }>(subgraphs).map(([name, { routing_url }]) => [
      name,
      routing_url,
    ]);
    expect(listed).toEqual(named);
  });

  test('has the headers of schema/router.yaml', () => {
    const wanted: unknown[] = parseYaml(headers).headers.subgraphs.cardgraph.request;
    const { request } = parseYaml(readFileSync('schema/router.yaml', 'utf8')).headers.subgraphs.cardgraph;
    expect(request).toEqual(expect.arrayContaining(wanted));
    expect(wanted).toHaveLength(3);
  });

  test('subscribes in each router by a transport and a method that the server accepts', () => {
    expect(parseYaml(apolloRouter).subscription.mode.passthrough.subgraphs).toEqual({
      cardgraph: { path: '/graphql', protocol: 'graphql_ws' },
    });
    expect(parseYaml(cosmo).subgraphs[0].subscription).toEqual({ protocol: 'sse_post' });
    expect(parseYaml(hiveRouter)).toEqual({ subscriptions: { enabled: true } });
    expect(PAGE).toContain("`method: 'POST'`");
    expect(readFileSync('deploy/gateway.config.mjs', 'utf8')).toContain("method: 'POST'");
  });

  test('has the entities and keys of the schema in its table', () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` +\| `([\w ]+)` +\|/gm)].map(([, type, key]) => [type, key]);
    const keys = [...printedSchema().matchAll(/^type (\w+) @key\(fields: "([^"]+)"\)/gm)];
    expect(rows.sort()).toEqual(keys.map(([, type, key]) => [type, key]).sort());
  });

  test('has only links to existing files', () => {
    const links = [...PAGE.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, file]) => file ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(() => readFileSync(join('docs', link))).not.toThrow();
  });
});

describe('schema/router.yaml', () => {
  const router = parseYaml(readFileSync('schema/router.yaml', 'utf8'));

  test('contains exactly the keys of Apollo Router 2 that it needs', () => {
    expect(Object.keys(router).sort()).toEqual([
      'headers',
      'include_subgraph_errors',
      'override_subgraph_url',
      'supergraph',
      'traffic_shaping',
    ]);
    for (const { subgraphs } of [router.headers, router.include_subgraph_errors, router.traffic_shaping]) {
      expect(Object.keys(subgraphs)).toEqual(['cardgraph']);
    }
  });

  test('passes on the caller and the account, and adds a secret that it does not contain', () => {
    const rules: Record<string, { named?: string; name?: string; value?: string }>[] =
      router.headers.subgraphs.cardgraph.request;
    expect(rules.flatMap(({ propagate }) => propagate?.named ?? [])).toEqual([
      'authorization',
      'x-wechat-appid',
      'x-api-key',
      'x-request-id',
    ]);
    expect(rules.flatMap(({ insert }) => insert ?? [])).toEqual([
      { name: 'x-router-secret', value: '$' + '{env.ROUTER_SECRET}' },
    ]);
  });

  test('is for a subgraph of the example next to it, and has a longer timeout than the server', () => {
    expect(readFileSync('schema/supergraph.graphql', 'utf8')).toContain('@join__graph(name: "cardgraph"');
    expect(router.traffic_shaping.subgraphs.cardgraph.timeout).toBe('6s');
    expect(readFileSync('docs/config.md', 'utf8')).toContain('| REQUEST_TIMEOUT_MS | `5000` |');
  });
});

describe('docs/adr/0002', () => {
  test("has no Node interface, and root fields that accept the platform's ids", () => {
    const schema = buildSchema(printedSchema(), { assumeValid: true });
    const query = schema.getQueryType()?.getFields() ?? {};
    expect(schema.getType('Node')).toBeUndefined();
    expect(query.node).toBeUndefined();
    const roots =
      readFileSync('docs/adr/0002-no-node-interface.md', 'utf8').match(/takes?\s+them:\s+([^.]+)\./)?.[1] ?? '';
    const named = [...roots.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
    expect(named).toHaveLength(5);
    for (const name of named) expect(query[name]?.args.length).toBeGreaterThan(0);
    expect(isObjectType(schema.getType('PageInfo'))).toBe(true);
  });
});
