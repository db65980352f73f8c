import { Writable } from 'node:stream';
import { Heartbeats } from '../../../src/http/heartbeats.js';
import { framingOf } from '../../../src/http/subscription-framing.js';
import { SubscriptionStream } from '../../../src/http/subscription-stream.js';
import type { LiveSubscription, SubscriptionEnd } from '../../../src/operation/subscription/live-subscription.js';

/** A subscription with as many events as are requested. */
class Endless {
  computed = 0;
  returned = 0;
  onEnd: ((code: SubscriptionEnd) => void) | undefined;
  #hasEnded = false;
  #wake = () => {};
  readonly #events: number;

  constructor(events = Number.POSITIVE_INFINITY) {
    this.#events = events;
  }

  async next() {
    if (!this.#hasEnded && this.computed >= this.#events) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.returned > 0) return { done: true, value: undefined };
    if (this.#hasEnded) return { done: false, value: { errors: [{ message: 'ended' }] } };
    this.computed += 1;
    return { done: false, value: { data: { n: this.computed } } };
  }

  async return() {
    this.returned += 1;
    this.#wake();
  }

  end(code: SubscriptionEnd): void {
    this.#hasEnded = true;
    this.#wake();
    this.onEnd?.(code);
  }
}

function streamTo(
  client: Client,
  subscription: Endless,
  heartbeatMs = 60_000,
  writeTimeoutMs = 60_000,
): SubscriptionStream {
  const framing = framingOf({ accept: 'text/event-stream' });
  if (framing === undefined) throw new Error('no framing');
  const stream = new SubscriptionStream({
    subscription: subscription as unknown as LiveSubscription,
    framing,
    write: async (result) => JSON.stringify(result),
    heartbeats: new Heartbeats(heartbeatMs),
    writeHeartbeat: (text) => {
      if (client.writableLength > 0) return false;
      client.write(text);
      return true;
    },
    writeTimeoutMs,
  });
  stream.pipe(client);
  return stream;
}

/** A client that takes a number of chunks and then none. */
class Client extends Writable {
  text = '';
  #left: number;

  constructor(chunks: number) {
    super({ highWaterMark: 1 });
    this.#left = chunks;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.text += chunk;
    this.#left -= 1;
    if (this.#left > 0) callback();
  }
}

const soon = (ms: number) => new Promise((go) => setTimeout(go, ms));

describe('the stream of a subscription', () => {
  test('computes at most two results more than its client has taken', async () => {
    const subscription = new Endless();
    const stream = streamTo(new Client(5), subscription);
    await soon(50);
    expect(subscription.computed).toBeLessThanOrEqual(5 + 2);
    expect(stream.readableLength).toBeLessThan(200);
    stream.destroy();
  });

  test('sends heartbeats while there are no events', async () => {
    const client = new Client(Number.POSITIVE_INFINITY);
    const stream = streamTo(client, new Endless(1), 20);
    await soon(200);
    expect(client.text).toMatch(/^:\n\nevent: next\ndata: \{"data":\{"n":1\}\}\n\n(:\n\n){2,}$/);
    stream.destroy();
  });

  test('adds no heartbeats for a client that does not read', async () => {
    const stream = streamTo(new Client(1), new Endless(), 10);
    await soon(200);
    expect(stream.readableLength).toBeLessThan(100);
    stream.destroy();
  });

  test('is closed once its client has not read for the write timeout', async () => {
    const subscription = new Endless();
    const stream = streamTo(new Client(3), subscription, 20, 100);
    await soon(60);
    expect(stream.destroyed).toBe(false);
    await soon(200);
    expect(stream.destroyed).toBe(true);
    expect(subscription.returned).toBe(1);
  });

  test('stays open for a client that reads, however long there are no events', async () => {
    const stream = streamTo(new Client(Number.POSITIVE_INFINITY), new Endless(0), 20, 50);
    await soon(300);
    expect(stream.destroyed).toBe(false);
    stream.destroy();
  });

  test('is closed a second after the server began to leave if its client does not read', async () => {
    const subscription = new Endless();
    const stream = streamTo(new Client(1), subscription);
    await soon(20);
    subscription.end('SERVER_LEAVING');
    await soon(20);
    expect(stream.destroyed).toBe(false);
    await soon(1200);
    expect(stream.destroyed).toBe(true);
  });

  test('ends at once for a client that reads when the server ends the subscription', async () => {
    const subscription = new Endless(1);
    const client = new Client(Number.POSITIVE_INFINITY);
    streamTo(client, subscription);
    await soon(20);
    subscription.end('SUBSCRIPTION_ENDED');
    await soon(20);
    expect(client.writableFinished).toBe(true);
    expect(client.text).toMatch(/data: \{"errors":\[\{"message":"ended"\}\]\}\n\nevent: complete\ndata:\n\n$/);
  });
});
