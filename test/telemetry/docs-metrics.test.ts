import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { retentionOf } from '../../src/events/retention.js';
import { createLog } from '../../src/log.js';
import { type Collector, startCollector } from '../support/collector.js';
import { componentConfig } from '../support/component-receiver.js';
import { until } from '../support/event-logs.js';
import { startEventStack } from '../support/event-stack.js';
import { InterruptedLog } from '../support/interrupted-log.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { type Scrape, scrape } from '../support/scrape.js';
import { startStack } from '../support/stack.js';

const ROOT = join(__dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');

/** Returns the trimmed rows of the tables whose first column has this heading. */
function rowsUnder(heading: string): string[][] {
  const rows: string[][] = [];
  let isInside = false;
  for (const line of DOCUMENT.split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length === 0) isInside = false;
    else if (cells[0] === heading) isInside = true;
    else if (isInside && !/^-+$/.test(cells[0] ?? '')) rows.push(cells);
  }
  return rows;
}

const unquoted = (cell: string | undefined) => (cell ?? '').replaceAll('`', '');
const listed = (cell: string | undefined) => unquoted(cell).split(', ').filter(Boolean).sort();

let scraped: Scrape;
let lines: Readonly<Record<string, unknown>>[];
let spans: Collector['spans'];

// Traffic of every kind: successful, failed, coalesced, cached, rejected and cancelled requests, and an open breaker.
beforeAll(async () => {
  const written: string[] = [];
  const collector = await startCollector();
  const stack = await startStack({
    server: {
      cacheMaxBytes: 1_000_000,
      requestTimeoutMs: 1000,
      log: createLog({ level: 'info', destination: { write: (line) => void written.push(line) } }),
      traces: { url: `${collector.url}/v1/traces`, headers: {}, serviceName: 'cardgraph', ratio: 1 },
    },
  });
  const { graph, emulator } = stack;
  const send = (query: string) => graph.ask(query, {}, { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
  const card = (id: string) => `query Named { card(id: "${id}") { title } }`;
  await Promise.all([send(card('pDEMO-gift-0001')), send(card('pDEMO-gift-0001'))]);
  await send(card('pDEMO-gift-0001'));
  await send('mutation { deleteCard(input: { id: "nothing" }) { userErrors { code } } }');
  await send('mutation { modifyStock(input: { cardId: "pDEMO-none", idempotencyKey: "" }) { userErrors { code } } }');
  await emulator.fault({ path: '/card/code/get', kind: 'hang' });
  const caller = new AbortController();
  const givenUp = fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ code(code: "1") { status } }' }),
    signal: caller.signal,
  }).catch(() => undefined);
  while (!('/card/code/get' in (await emulator.calls()))) await new Promise((go) => setTimeout(go, 10));
  caller.abort();
  await givenUp;
  await emulator.fault({ path: '/card/get', kind: 'errcode', value: 45009 });
  await send(card('pDEMO-cash-0001'));
  await emulator.fault({ path: '/card/batchget', kind: 'http', value: 502 });
  await send(`{ ${Array.from({ length: 12 }, (_, n) => `c${n}: cards(first: ${n + 1}) { totalCount }`).join(' ')} }`);
  // Allocates enough for a garbage collection, so that its histogram exists.
  const garbage = Array.from({ length: 300_000 }, (_, n) => ({ n }));
  expect(garbage).toHaveLength(300_000);
  await new Promise((go) => setTimeout(go, 100));
  scraped = await scrape(graph.url);
  await stack.close();
  lines = written.map((line) => JSON.parse(line)).filter(({ msg }) => String(msg).startsWith('request'));
  spans = collector.spans;
  await collector.close();
  for (const [name, { labels }] of (await scrapeWithEvents()).families) {
    for (const label of labels) scraped.families.get(name)?.labels.add(label);
  }
  const ofThirdParty = [...(await scrapeThirdParty()).families].filter(([name]) => name.includes('_component_'));
  scraped = { ...scraped, families: new Map([...scraped.families, ...ofThirdParty]) };
});

/** Scrapes a server in third-party mode. */
async function scrapeThirdParty(): Promise<Scrape> {
  const component = componentConfig('http://127.0.0.1:1');
  const stack = await startStack({ server: { component } });
  try {
    return await scrape(stack.graph.url);
  } finally {
    await stack.close();
  }
}

/** Scrapes a server that has stored an event and detected a gap. */
async function scrapeWithEvents(): Promise<Scrape> {
  const stack = await startEventStack({}, new InterruptedLog(retentionOf()));
  try {
    await stack.push('user_get_card', { CardId: 'p1' });
    await stack.graph.data('{ searchCards { totalCount } }');
    const accounts = [{ ...stack.silentAccount, events: PUSH_ACCOUNT.events }];
    stack.server.replaceAccess({ accounts, auth: { mode: 'none' }, routerSecret: undefined });
    return await until(async () => {
      const { families, ...rest } = await scrape(stack.graph.url);
      expect(families.get('cardgraph_events_oldest_timestamp_seconds')?.labels.size).toBe(2);
      return { families, ...rest };
    });
  } finally {
    await stack.close();
  }
}

describe('docs/metrics.md', () => {
  test('documents the name, type and labels of every exported metric, and no other metric', () => {
    const isHere = ([, , , meaning]: string[]) => process.platform === 'linux' || !meaning?.includes('(Linux)');
    const documented = rowsUnder('Name')
      .filter(isHere)
      .map(([name, type, labels]) => [unquoted(name), type, listed(labels)]);
    const exported = [...scraped.families].map(([name, { type, labels }]) => [name, type, [...labels].sort()]);
    const byName = (rows: unknown[][]) => rows.sort(([a], [b]) => String(a).localeCompare(String(b)));
    const isIdle = ([name]: readonly unknown[]) => name === 'nodejs_active_requests'; // possibly no request is active now
    expect(byName(documented.filter((row) => !isIdle(row)))).toEqual(byName(exported.filter((row) => !isIdle(row))));
  });

  test('documents every field of the access line, and no other field', () => {
    const documented = rowsUnder('Field').map(([name, type]) => [name, type]);
    const seen = new Map<string, string>();
    for (const line of lines) {
      for (const [name, value] of Object.entries(line)) seen.set(name, Array.isArray(value) ? 'array' : typeof value);
    }
    for (const common of ['level', 'time', 'msg']) seen.delete(common);
    expect([...seen].sort()).toEqual(documented.sort());
  });

  test('documents every attribute of the spans, and no other attribute', () => {
    const kinds = ['', 'internal', 'server', 'client'];
    const documented = rowsUnder('Span').map(([, kind, attributes]) => [
      kind,
      [...new Set([...(attributes ?? '').matchAll(/`([a-z._]+)`/g)].map(([, name]) => name))].sort(),
    ]);
    const sent = new Map<string | undefined, Set<string>>();
    for (const { kind, attributes } of spans) {
      const names = sent.get(kinds[kind]) ?? new Set();
      for (const name of Object.keys(attributes)) names.add(name);
      sent.set(kinds[kind], names);
    }
    expect([...sent].map(([kind, names]) => [kind, [...names].sort()]).sort()).toEqual(documented.sort());
  });
});

describe('the exported metrics', () => {
  test('have a sentence as help and the unit in the name', () => {
    const ours = [...scraped.families].filter(([name]) => name.startsWith('cardgraph_'));
    expect(ours.length).toBeGreaterThan(10);
    expect(ours.filter(([, { help }]) => !/^[A-Z].*\.$/.test(help))).toEqual([]);
    expect(ours.filter(([name, { type }]) => (type === 'counter') !== name.endsWith('_total'))).toEqual([]);
    expect(ours.filter(([name, { type }]) => type === 'histogram' && !name.endsWith('_seconds'))).toEqual([]);
  });

  test('include every metric that deploy/alerts.yml uses', () => {
    const { groups } = parse(readFileSync(join(ROOT, 'deploy/alerts.yml'), 'utf8')) as {
      readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    for (const { alert, expr } of rules) {
      const used = [...expr.matchAll(/\b(?:cardgraph|nodejs|process)_\w+/g)].map(([name]) =>
        name.replace(/_(?:count|bucket|sum)$/, ''),
      );
      expect([alert, used.length > 0, used.filter((name) => !scraped.families.has(name))]).toEqual([alert, true, []]);
    }
  });
});
