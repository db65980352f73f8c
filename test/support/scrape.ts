/** The response of /metrics, parsed as Prometheus does. */
export interface Scrape {
  readonly text: string;
  /** Metric families by name. */
  readonly families: ReadonlyMap<
    string,
    { readonly type: string; readonly help: string; readonly labels: Set<string> }
  >;
  /** Returns the value of the series with this name and these labels, or undefined if there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** @param url the GraphQL endpoint */
export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(new URL('/metrics', url));
  if (response.status !== 200) throw new Error(`/metrics: ${response.status}`);
  const text = await response.text();
  const families = new Map<string, { type: string; help: string; labels: Set<string> }>();
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, help, name] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      const family = families.get(name) ?? { type: '', help: '', labels: new Set() };
      const rest = line.slice(`# ${help} ${name} `.length);
      families.set(name, help === 'HELP' ? { ...family, help: rest } : { ...family, type: rest });
    } else if (line !== '') {
      const [, sample, labels = '', value] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (sample === undefined) throw new Error(`Invalid line of a scrape: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, of]) => [key, of] as const);
      series.set(keyOf(sample, Object.fromEntries(pairs)), Number(value));
      const family = families.get(sample) ?? families.get(sample.replace(/_(?:bucket|sum|count)$/, ''));
      for (const [key] of pairs) if (key !== undefined && key !== 'le') family?.labels.add(key);
    }
  }
  return { text, families, value: (name, labels = {}) => series.get(keyOf(name, labels)) };
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}
