import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { type GraphAnswer, GraphClient } from '../support/graph-client.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

/** Number of concurrent mutations. */
const CLIENTS = 4;
/** Number of mutations whose audit lines exceed every kernel buffer. */
const MORE_THAN_KERNEL_BUFFERS = 600;
const GRACE_SECONDS = 3;
/**
 * Maximum response time of the health check while stderr is not read, milliseconds. Without TIMED the machine may be busy with other tests.
 */
const MAX_HEALTH_MS = process.env.TIMED === undefined ? 3000 : 500;

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-stderr-'));
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true }));

const DELETE = `mutation ${'N'.repeat(100)} { deleteCard(input: { cardId: "pNO" }) { userErrors { code } } }`;
const QUERY = '{ card(id: "pDEMO-groupon-0001") { title } }';

/** Node makes a socket on descriptor 2 non-blocking when `process.stderr` is first used. Another process may undo this. */
const STAYS_BLOCKING = '--import=data:text/javascript,Object.defineProperty(process,`stderr`,{get(){return{}}})';

type Kind = 'pipe' | 'socket' | 'blocking socket';

/** Starts a server whose stderr is a pipe, or a socket like those of Node and systemd, that is not read until `read`. */
async function stalledServer(kind: Kind) {
  const env = { PORT: '0', EMULATOR_PORT: '0', OVERLOAD_EVENT_LOOP_DELAY_MS: '0', OVERLOAD_HEAP_PERCENT: '0' };
  const more: Record<string, string> = {
    ...env,
    STATE_DIR: join(folder, kind),
    SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
  };
  if (kind === 'blocking socket') more.NODE_OPTIONS = STAYS_BLOCKING;
  let readEnd: Socket | undefined;
  let written = '';
  let child: Child;
  ends.push(
    () => child.stop('SIGKILL'),
    () => readEnd?.destroy(),
  );
  if (kind === 'pipe') {
    const path = join(folder, `fifo-${Math.random()}`);
    execFileSync('mkfifo', [path]);
    readEnd = new Socket({
      fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
      manualStart: true,
    } as object);
    const writeEnd = openSync(path, 'w');
    child = new Child(['serve'], more, writeEnd);
    closeSync(writeEnd);
  } else {
    child = new Child(['serve'], more, 'unread');
  }
  const graph = new GraphClient(await child.announced('GraphQL'));
  const emulator = new EmulatorControl(await child.announced('Emulator'));
  return {
    child,
    graph,
    emulator,
    read() {
      if (readEnd === undefined) child.readStderr();
      readEnd?.on('data', (chunk) => {
        written += chunk;
      });
    },
    lines: (): Readonly<Record<string, unknown>>[] =>
      (written || child.stderr)
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
  };
}

/** Sends concurrent mutations until each client has had one refused, or until `enough` were admitted. */
async function mutateUntilRefused(graph: GraphClient, enough = Number.POSITIVE_INFINITY) {
  let admitted = 0;
  const refusals: GraphAnswer[] = [];
  const client = async () => {
    while (admitted < enough) {
      const answer = await graph.ask(DELETE);
      if (answer.errors !== undefined) {
        refusals.push(answer);
        return;
      }
      admitted += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { admitted, refusals };
}

/** Polls the health check continuously. The returned function stops it and returns the longest response time, milliseconds. */
function watchHealth(graph: GraphClient): () => Promise<number> {
  let isOver = false;
  let longest = 0;
  const watch = async () => {
    while (!isOver) {
      const began = performance.now();
      const { status } = await fetch(new URL('/health/live', graph.url));
      longest = Math.max(longest, status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY);
      await new Promise((go) => setTimeout(go, 20));
    }
    return longest;
  };
  const watching = watch();
  return () => {
    isOver = true;
    return watching;
  };
}

describe.each<Kind>(['pipe', 'socket', 'blocking socket'])('stderr that is an unread %s', (kind) => {
  test('causes refused mutations at the bound but no other failures, and loses no accepted audit line', async () => {
    const { child, graph, emulator, read, lines } = await stalledServer(kind);
    const stop = watchHealth(graph);
    const { admitted, refusals } = await mutateUntilRefused(graph);
    expect(admitted).toBeGreaterThan(500);
    expect(refusals[0]).toMatchObject({
      status: 503,
      errors: [
        {
          message: expect.stringMatching(/^The audit log cannot be written; nothing was changed/),
          path: ['deleteCard'],
          extensions: { code: 'SERVER_OVERLOADED', retryAfter: 1 },
        },
      ],
    });
    expect((await emulator.calls())['/card/delete']).toBe(admitted);
    expect(await graph.data(QUERY)).toEqual({ card: { title: expect.any(String) } });
    const { text } = await scrape(graph.url);
    expect(Number(/^cardgraph_audit_refused_total (\d+)$/m.exec(text)?.[1])).toBe(refusals.length);
    expect(await stop()).toBeLessThan(MAX_HEALTH_MS);

    read();
    let again = 0;
    await until(async () => {
      const { errors } = await graph.ask(DELETE);
      if (errors === undefined) again += 1;
      return again > 0;
    });
    expect(await child.stop()).toBe(0);
    const audit = lines().filter((line) => 'audit' in line);
    const accepted = audit.filter((line) => line.audit === 'intent').map(({ requestId }) => requestId);
    expect(accepted).toHaveLength(admitted + again);
    const outcomes = audit.filter((line) => line.audit === 'outcome').map(({ requestId }) => requestId);
    expect(outcomes.sort()).toEqual(accepted.sort());
  });

  test('does not delay the exit beyond the grace time on SIGTERM', async () => {
    const { child, graph } = await stalledServer(kind);
    await mutateUntilRefused(graph, MORE_THAN_KERNEL_BUFFERS);
    const began = performance.now();
    const code = await child.stop();
    expect(performance.now() - began).toBeLessThan(GRACE_SECONDS * 1000 + 200);
    // A thread that blocks in a write to a socket cannot be joined. In this case the signal itself ends the process.
    const endsBySignal = kind === 'blocking socket' || (kind === 'socket' && code === null);
    expect([code, child.endedBy]).toEqual(endsBySignal ? [null, 'SIGTERM'] : [1, null]);
  });
});
