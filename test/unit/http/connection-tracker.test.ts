import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionTracker } from '../../../src/http/connection-tracker.js';

const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
const CONNECTIONS = 20;
const DRAIN_MS = 5000;

let tracker: ConnectionTracker;
let sockets: Socket[];
beforeEach(() => {
  tracker = new ConnectionTracker(30_000);
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await tracker.drain(0);
});

/** Listens and returns the port. */
async function listen(handler: RequestListener): Promise<number> {
  const server = tracker.createServer(handler, {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  return socket;
}

/** Returns everything received until the connection is closed, or the code of its error. */
async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return Promise.race([
    once(socket, 'close').then(() => text),
    once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code ?? 'unknown'),
  ]);
}

/** Returns a promise and the function that resolves it. */
function newSignal() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const DONE = expect.stringMatching(/^HTTP\/1\.1 200 OK\r\nconnection: close\r\n.*done$/is);

describe('drain', () => {
  test('serves requests on connections that are still in the backlog', async () => {
    const port = await listen((_request, response) => response.end('done'));
    const texts = Array.from({ length: CONNECTIONS }, () => {
      const socket = open(port);
      socket.write(REQUEST);
      return received(socket);
    });
    // The connections are in the kernel's backlog now. This process accepts them in the next turn of its event loop at the earliest.
    await new Promise((resolve) => process.nextTick(resolve));
    expect(await tracker.drain(DRAIN_MS)).toBe(0);
    expect(await Promise.all(texts)).toEqual(texts.map(() => DONE));
  });

  test('serves requests that were sent on idle connections and not read yet', async () => {
    const port = await listen((_request, response) => response.end('done'));
    for (let count = 0; count < CONNECTIONS; count += 1) {
      const socket = open(port);
      socket.write(REQUEST);
      await once(socket, 'data');
    }
    const texts = sockets.map((socket) => {
      socket.write(REQUEST);
      return received(socket);
    });
    expect(await tracker.drain(DRAIN_MS)).toBe(0);
    expect(await Promise.all(texts)).toEqual(texts.map(() => DONE));
  });

  test('waits for a task whose client has disconnected', async () => {
    const task = newSignal();
    const isRunning = newSignal();
    const port = await listen(() => {
      void tracker.track(task.promise);
      isRunning.resolve();
    });
    open(port).write(REQUEST);
    await isRunning.promise;
    for (const socket of sockets) socket.destroy();
    let isDrained = false;
    const drained = tracker.drain(DRAIN_MS).then((cut) => {
      isDrained = true;
      return cut;
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isDrained).toBe(false);
    task.resolve();
    expect(await drained).toBe(0);
  });

  test('cuts off a request that does not end in time, and counts it', async () => {
    const isRunning = newSignal();
    const port = await listen(() => isRunning.resolve());
    const socket = open(port);
    socket.write(REQUEST);
    const text = received(socket);
    await isRunning.promise;
    expect(await tracker.drain(100)).toBe(1);
    expect(await text).toBe('');
  });
});

describe('streams that clients do not read', () => {
  const RESPONSES = 40;

  /** Opens streams, writes so much to each, and returns how many are open after the check for unread responses. */
  async function openAfter(bytes: number): Promise<number> {
    let isOpen = 0;
    const port = await listen((_request, response) => {
      isOpen += 1;
      response.once('close', () => {
        isOpen -= 1;
      });
      response.write(Buffer.alloc(bytes));
    });
    for (let index = 0; index < RESPONSES; index += 1) {
      const socket = open(port).pause();
      await once(socket, 'connect');
      socket.write(REQUEST);
    }
    for (const until = Date.now() + 2000; isOpen < RESPONSES && Date.now() < until; ) await sleep(20);
    await sleep(1200);
    return isOpen;
  }

  test('are closed, oldest first, until all of them hold at most 64 MiB', async () => {
    const left = await openAfter(8 * 1024 * 1024);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(20);
  });

  test('stay open while all of them hold less', async () => {
    expect(await openAfter(64 * 1024)).toBe(RESPONSES);
  });
});
