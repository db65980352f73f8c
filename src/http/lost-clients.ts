import { readFile } from 'node:fs/promises';
import { type Socket, SocketAddress } from 'node:net';

/** Interval of the check, milliseconds. */
const CHECK_MS = 1500;

/** Silence after which the kernel sends a keep-alive probe, milliseconds. Further probes follow every second. */
const PROBE_AFTER_MS = 4000;

/**
 * Retransmissions and probes in a row without an acknowledgement after which a client is lost. On a fast network these take 3 s while data
 * is sent, and 7 s if not. The kernel retransmits more slowly over a slow network.
 */
const UNACKNOWLEDGED = 4;

/** Tables of the kernel larger than this are not parsed, characters. They have about 50,000 connections. */
const MAX_TABLE = 8 * 1024 * 1024;

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/**
 * Closes connections whose client vanished without closing them, such as a device that lost its network. Without it, Linux retransmits
 * for about 15 minutes, because keep-alive probes are not sent while data such as a heartbeat is unacknowledged, and Node.js cannot set
 * TCP_USER_TIMEOUT. It reads the counters of the kernel, so it works only on Linux. Elsewhere such a client is lost once its buffers are
 * full, or at the end of its subscription.
 */
export class LostClients {
  readonly #watched = new Map<string, Socket>();
  #timer: NodeJS.Timeout | undefined;

  /** Watches a connection until it is closed or the returned function is called. */
  watch(socket: Socket): () => void {
    const { localPort = 0, remotePort = 0, remoteAddress = '' } = socket;
    const name = nameOf(localPort, remotePort, remoteAddress.replace(/%.*/, ''));
    this.#watched.set(name, socket);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    this.#timer ??= setInterval(() => void this.#check(), CHECK_MS).unref();
    const stop = () => {
      socket.off('close', stop);
      if (this.#watched.get(name) === socket) this.#watched.delete(name);
      if (this.#watched.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
    socket.once('close', stop);
    return stop;
  }

  async #check(): Promise<void> {
    for (const path of TABLES) {
      const table = await readFile(path, 'latin1').catch(() => '');
      if (table.length > MAX_TABLE) continue;
      for (const name of lostIn(table)) this.#watched.get(name)?.destroy();
    }
  }
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
