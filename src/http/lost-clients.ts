import { closeSync, openSync, readSync } from 'node:fs';
import { type Socket, SocketAddress } from 'node:net';
import { laterTurn } from '../turns.js';

/** Minimum interval of the checks, milliseconds. */
const CHECK_MS = 3000;

/** Interval of the checks per read of a table, milliseconds. It bounds the CPU time if the host has many other connections. */
const CHECK_MS_PER_READ = 15;

/** Silence after which the kernel sends a keep-alive probe, milliseconds. Further probes follow every second. */
const PROBE_AFTER_MS = 3000;

/**
 * Retransmissions and probes in a row without an acknowledgement after which a client is lost. On a fast network these take 3 s while data
 * is sent, and 6 s if not. The kernel retransmits more slowly over a slow network.
 */
const UNACKNOWLEDGED = 4;

/** How much of a table of the kernel is read, bytes. It is enough for about 50,000 connections. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Reads per turn of the event loop: about half a millisecond. */
const READS_PER_TURN = 6;

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/**
 * Closes connections whose client vanished without closing them, such as a device that lost its network. Without it, Linux retransmits
 * for about 15 minutes, because keep-alive probes are not sent while data such as a heartbeat is unacknowledged, and Node.js cannot set
 * TCP_USER_TIMEOUT. It reads the counters of the kernel, so it works only on Linux. Elsewhere such a client is lost once its buffers are
 * full, or at the end of its subscription.
 */
export class LostClients {
  readonly #watched = new Map<string, Socket>();
  readonly #buffer = Buffer.alloc(64 * 1024);
  #timer: NodeJS.Timeout | undefined;

  /** Watches a connection until it is closed or the returned function is called. */
  watch(socket: Socket): () => void {
    const { localPort = 0, remotePort = 0, remoteAddress = '' } = socket;
    const name = nameOf(localPort, remotePort, remoteAddress.replace(/%.*/, ''));
    this.#watched.set(name, socket);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    this.#timer ??= setTimeout(() => void this.#check(), CHECK_MS).unref();
    const stop = () => {
      socket.off('close', stop);
      if (this.#watched.get(name) === socket) this.#watched.delete(name);
      if (this.#watched.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
    socket.once('close', stop);
    return stop;
  }

  async #check(): Promise<void> {
    const timer = this.#timer;
    let reads = 0;
    for (const path of TABLES) {
      const lost: string[] = [];
      reads += await readTable(path, this.#buffer, (rows) => lost.push(...lostIn(rows)));
      for (const name of lost) this.#watched.get(name)?.destroy();
    }
    // Without a watched connection there is no timer, or a new one.
    if (this.#timer !== timer) return;
    const pauseMs = Math.max(CHECK_MS, reads * CHECK_MS_PER_READ);
    this.#timer = setTimeout(() => void this.#check(), pauseMs).unref();
  }
}

/**
 * Reads a table of the kernel, which returns whole rows, at most one page of them at a time. A read takes the kernel less time than the
 * thread pool takes to run it, so it is synchronous, a few reads per turn of the event loop. Where there is no such table, there are no rows.
 * @returns the number of reads
 */
async function readTable(path: string, buffer: Buffer, onRows: (rows: string) => void): Promise<number> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return 0;
  }
  let [reads, size] = [0, 0];
  try {
    for (let bytes = -1; bytes !== 0 && size <= MAX_BYTES; size += bytes) {
      if (reads % READS_PER_TURN === READS_PER_TURN - 1) await laterTurn();
      bytes = readSync(file, buffer, 0, buffer.length, null);
      reads += 1;
      onRows(buffer.toString('latin1', 0, bytes));
    }
  } catch {
    // The next check reads the table again.
  } finally {
    closeSync(file);
  }
  return reads;
}

const nameOf = (localPort: number, remotePort: number, remoteAddress: string) =>
  `${localPort} ${remotePort} ${remoteAddress}`;

/** Returns the names of the connections that are lost according to a table of the kernel. */
export function lostIn(table: string): string[] {
  const names: string[] = [];
  for (const [, local = '', address = '', remote = '', retransmissions = '', probes] of table.matchAll(ROW)) {
    if (Number.parseInt(retransmissions, 16) + Number(probes) < UNACKNOWLEDGED) continue;
    names.push(nameOf(Number.parseInt(local, 16), Number.parseInt(remote, 16), addressOf(address)));
  }
  return names;
}

/** An established connection: local address:port, remote address:port, 01, queues, timer, retransmissions, user, probes. */
const ROW = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) 01 \S+ \S+ ([0-9A-F]{8}) +\d+ +(\d+) /gm;

/** Converts an address of the table, words of 32 bits in little-endian order, into the text that Node.js uses. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    Buffer.from(bytes.slice(2 * index, 2 * index + 2)).toString('hex'),
  );
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
