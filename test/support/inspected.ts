import { once } from 'node:events';
import { WebSocket } from 'undici';

/** Number and size of the objects on a heap, by class or type. */
export type HeapContents = ReadonlyMap<string, { readonly count: number; readonly bytes: number }>;

export interface Memory {
  /** Bytes, measured after a garbage collection. */
  readonly heapUsed: number;
  readonly rss: number;
}

/** Value of NODE_OPTIONS for a process to inspect. */
export const INSPECTABLE = '--inspect=127.0.0.1:0';

/** Measures a process through its inspector, so that the process needs no code for it. */
export class Inspected {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, (result: never) => void>();
  #lastId = 0;
  #chunks: string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result, method, params } = JSON.parse(String(data));
      if (method === 'HeapProfiler.addHeapSnapshotChunk') this.#chunks.push(params.chunk);
      this.#pending.get(id)?.(result as never);
      this.#pending.delete(id);
    });
  }

  /** @param stderr of the process, which contains the address of its inspector */
  static async connect(stderr: string): Promise<Inspected> {
    const url = /Debugger listening on (ws:\S+)/.exec(stderr)?.[1];
    if (url === undefined) throw new Error(`no inspector in: ${stderr}`);
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Inspected(socket);
  }

  async memory(): Promise<Memory> {
    await this.#request('HeapProfiler.collectGarbage');
    const expression = 'JSON.stringify(process.memoryUsage())';
    const { result } = await this.#request<{ result: { value: string } }>('Runtime.evaluate', { expression });
    return JSON.parse(result.value) as Memory;
  }

  /** Returns the contents of the heap after a garbage collection. */
  async heap(): Promise<HeapContents> {
    this.#chunks = [];
    await this.#request('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    const { snapshot, nodes, strings } = JSON.parse(this.#chunks.join('')) as Snapshot;
    this.#chunks = [];
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field)) as [
      number,
      number,
      number,
    ];
    const contents = new Map<string, { count: number; bytes: number }>();
    for (let at = 0; at < nodes.length; at += fields.length) {
      const kind = types[type]?.[nodes[at + type] ?? 0] ?? '';
      // Objects are grouped by constructor. Strings and arrays are grouped by type, because each has a different name.
      const what = kind === 'object' ? (strings[nodes[at + name] ?? 0] ?? '') : `(${kind})`;
      const sum = contents.get(what) ?? { count: 0, bytes: 0 };
      sum.count += 1;
      sum.bytes += nodes[at + size] ?? 0;
      contents.set(what, sum);
    }
    return contents;
  }

  /** Starts to record executed functions for `executed`. */
  async startCoverage(): Promise<void> {
    await this.#request('Profiler.enable');
    await this.#request('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  }

  /** Returns the sorted URLs of the scripts with a function that ran since the last call. */
  async executed(): Promise<string[]> {
    const { result } = await this.#request<Coverage>('Profiler.takePreciseCoverage');
    const ran = result.filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0));
    return ran.map(({ url }) => url).sort();
  }

  close(): void {
    this.#socket.close();
  }

  #request<T>(method: string, params: object = {}): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: (string[] | string)[] } };
  readonly nodes: number[];
  readonly strings: string[];
}

/** Returns the growth in bytes and objects, largest first. */
export function grown(before: HeapContents, after: HeapContents): { what: string; bytes: number; count: number }[] {
  return [...after]
    .map(([what, { bytes, count }]) => {
      const was = before.get(what) ?? { bytes: 0, count: 0 };
      return { what, bytes: bytes - was.bytes, count: count - was.count };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes);
}
