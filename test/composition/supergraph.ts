import { readFileSync } from 'node:fs';
import type { ServerOptions } from '../../src/http/server.js';
import { type Stack, startStack } from '../support/stack.js';
import type { Gateway } from './gateways.js';
import { startPartners } from './partners.js';
import { type Recorder, startRecorder } from './recorder.js';

/** The committed example, running completely: this server over the emulator, and its partners. */
export interface Supergraph {
  readonly stack: Stack;
  /** Records the gateways' requests to this server. */
  readonly recorder: Recorder;
  /** schema/supergraph.graphql with the current addresses. */
  readonly sdl: string;
  /** Clears calls, requests, faults and changes. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type StartGateway = (sdl: string, routersOwn?: Readonly<Record<string, string>>) => Promise<Gateway>;

export async function startSupergraph(server: Partial<ServerOptions> = {}): Promise<Supergraph> {
  const [stack, partners] = await Promise.all([startStack({ server }), startPartners()]);
  const recorder = await startRecorder(stack.graph.url);
  const sdl = addressed(readFileSync('schema/supergraph.graphql', 'utf8'), [
    { name: 'cardgraph', url: recorder.url },
    ...partners,
  ]);
  return {
    stack,
    recorder,
    sdl,
    async reset() {
      recorder.requests.length = 0;
      await stack.emulator.reset();
    },
    async close() {
      await Promise.all([recorder.close(), ...partners.map((partner) => partner.close())]);
      await stack.close();
    },
  };
}

export function addressed(sdl: string, subgraphs: readonly { readonly name: string; readonly url: string }[]): string {
  return subgraphs.reduce((text, { name, url }) => {
    const graph = new RegExp(`(@join__graph\\(name: "${name}", url: )"[^"]+"`);
    if (!graph.test(text)) throw new Error(`no subgraph ${name} in the supergraph`);
    return text.replace(graph, `$1"${url}"`);
  }, sdl);
}

/** Returns the number of entities in each `_entities` of a request. */
export function entityCounts({ body }: Recorder['requests'][number]): number[] {
  return Object.values(body.variables ?? {}).map((representations) => (representations as unknown[]).length);
}
