import { buildSchema, parse } from 'graphql';
import type { Deadline } from '../../../src/deadline.js';
import { createLog } from '../../../src/log.js';
import type { OperationContext } from '../../../src/operation/operation-context.js';
import { OperationPipeline } from '../../../src/operation/operation-pipeline.js';
import { LiveSubscription, type SubscriptionOptions } from '../../../src/operation/subscription/live-subscription.js';
import type { SourceEvent, SubscriptionSource } from '../../../src/operation/subscription/prepared-subscription.js';
import { OutageLog } from '../../../src/platform/outage-log.js';
import { LIMITS } from '../../support/stack.js';

const log = createLog({ level: 'silent' });
const pipeline = new OperationPipeline({ production: true, limits: LIMITS, log, outages: new OutageLog(log) });
const schema = buildSchema('type Query { n: Int } type Subscription { n: Int }');

/** Events 1, 2, 3, … whose cursor is their number, up to a number, and then none until it is ended. */
class NumberedEvents implements SubscriptionSource {
  readonly #until: number;
  #last = 0;
  #end = () => {};

  constructor(until: number) {
    this.#until = until;
  }

  get cursor(): string {
    return String(this.#last);
  }

  get cursorBefore(): string {
    return String(this.#last - 1);
  }

  async next(): Promise<IteratorResult<SourceEvent, undefined>> {
    if (this.#last < this.#until) {
      this.#last += 1;
      return { done: false, value: { cursor: this.cursor, receivedAt: new Date() } };
    }
    await new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    return { done: true, value: undefined };
  }

  async return() {
    this.#end();
    return { done: true as const, value: undefined };
  }
}

interface Started {
  readonly live: LiveSubscription;
  readonly closed: string[];
  readonly deadlines: Deadline[];
}

interface Start extends Partial<SubscriptionOptions> {
  readonly events?: number;
  readonly calls?: number;
  readonly n?: () => unknown;
}

function start({ events = 0, calls = 0, n = () => 7, ...options }: Start = {}): Started {
  const closed: string[] = [];
  const deadlines: Deadline[] = [];
  Object.assign(schema.getSubscriptionType()?.getFields().n ?? {}, { resolve: n });
  const document = parse('subscription { n }');
  const prepared = { schema, document, operationName: undefined, variables: {}, calls };
  const live = new LiveSubscription(prepared, new NumberedEvents(events), pipeline, {
    lifeMs: 60_000,
    eventTimeoutMs: 1000,
    contextFor: (deadline) => {
      deadlines.push(deadline);
      return { requestStats: {}, loaders: { stale: [], staleOmitted: 0 } } as unknown as OperationContext;
    },
    admitEvent: async () => 0,
    onClose: (code) => closed.push(code),
    ...options,
  });
  return { live, closed, deadlines };
}

const soon = (ms: number) => new Promise((go) => setTimeout(go, ms));

describe('a running subscription', () => {
  afterEach(() => jest.useRealTimers());

  test('ends with SUBSCRIPTION_ENDED and its cursor once its maximum duration is over', async () => {
    const { live, closed } = start({ events: 1, lifeMs: 50 });
    expect((await live.next()).value).toEqual({ data: { n: 7 } });
    const began = performance.now();
    const { value } = await live.next();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(value).toMatchObject({ errors: [{ extensions: { code: 'SUBSCRIPTION_ENDED', cursor: '1' } }] });
    expect(await live.next()).toEqual({ done: true, value: undefined });
    expect(closed).toEqual(['SUBSCRIPTION_ENDED']);
  });

  test('executes each event with a context and a deadline that is closed afterwards', async () => {
    const { live, deadlines } = start({ events: 3 });
    for (let count = 0; count < 3; count += 1) await live.next();
    expect(new Set(deadlines).size).toBe(3);
    await live.return();
  });

  test('ends with the cursor before the event that it was executing', async () => {
    const { live } = start({ events: 2, n: () => new Promise(() => {}) });
    const next = live.next();
    await soon(10);
    live.end('SERVER_LEAVING');
    expect((await next).value).toMatchObject({ errors: [{ extensions: { code: 'SERVER_LEAVING', cursor: '0' } }] });
  });

  test('ends with the cursor before the event that waits for the rate limit', async () => {
    const { live, closed } = start({ events: 2, calls: 1, admitEvent: async () => 60_000 });
    const next = live.next();
    await soon(10);
    live.end('UNAUTHENTICATED');
    expect((await next).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', cursor: '0' } }] });
    expect(closed).toEqual(['UNAUTHENTICATED']);
  });

  test('ends with INTERNAL_SERVER_ERROR and the cursor before the event after an unexpected error', async () => {
    const { live, closed } = start({ events: 2, calls: 1, admitEvent: () => Promise.reject(new Error('unexpected')) });
    const { value } = await live.next();
    expect(value).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', cursor: '0' } }] });
    expect(closed).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  test('continues once the rate limit has events left again', async () => {
    const waits = [30, 20, 0];
    const { live } = start({ events: 1, calls: 1, admitEvent: async () => waits.shift() ?? 0 });
    expect((await live.next()).value).toEqual({ data: { n: 7 } });
    expect(waits).toEqual([]);
    await live.return();
  });

  test('does not count events against the rate limit if its selection needs no calls', async () => {
    let counted = 0;
    const admitEvent = async () => {
      counted += 1;
      return 60_000;
    };
    const { live } = start({ events: 1, calls: 0, admitEvent });
    await live.next();
    expect(counted).toBe(0);
    await live.return();
  });

  test.each([
    ['it waits for an event', {}],
    ['it executes an event', { events: 1, n: () => new Promise(() => {}) }],
    ['an event waits for the rate limit', { events: 1, calls: 1, admitEvent: async () => 60_000 }],
  ])('returns a pending next and leaves no timer when its client leaves while %s', async (_, options) => {
    jest.useFakeTimers({ doNotFake: ['performance', 'setImmediate', 'nextTick', 'queueMicrotask'] });
    const { live, closed } = start(options);
    const next = live.next();
    await jest.advanceTimersByTimeAsync(10);
    expect(jest.getTimerCount()).toBeGreaterThan(0);
    await live.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(jest.getTimerCount()).toBe(0);
    expect(closed).toEqual(['CLIENT']);
    live.end('SERVER_LEAVING');
    await live.return();
    expect(closed).toEqual(['CLIENT']);
  });
});
