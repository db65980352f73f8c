import { fingerprint, Intent, type IntentRecord } from '../../../src/safety/intent.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { passTime, realTime, sleptTime } from '../../support/time.js';

const NAME = ['http://platform', 'wx1', 'shop', 'updateCard'];
const HOUR_MS = 3_600_000;

const meant: IntentRecord = { state: 'intent', input: 'hash', at: 1, attempt: 'one', before: { quantity: 3 } };
const done: IntentRecord = { ...meant, state: 'committed', result: { quantity: 8 } };

let records: RecordStore;
beforeEach(() => {
  records = createMemoryStore().records;
});

const find = async (key = 'k', name: readonly string[] = NAME) => {
  const intent = await Intent.find(records, name, key);
  if (intent === 'outdated') throw new Error('expected a record of this version');
  return intent;
};

describe('the record of a key', () => {
  test('does not exist for an unused key', async () => {
    expect((await find()).record).toBeUndefined();
  });

  test('returns the outcome of a used key to any later request', async () => {
    const intent = await find();
    expect(await intent.transitionTo(meant)).toBe(true);
    expect(intent.record).toEqual(meant);
    expect((await find()).record).toEqual(meant);
    expect(await intent.transitionTo(done)).toBe(true);
    expect((await find()).record).toEqual(done);
  });

  test('belongs to its account, its caller and its mutation', async () => {
    await (await find()).transitionTo(meant);
    for (let part = 0; part < NAME.length; part += 1) {
      const other = NAME.map((name, index) => (index === part ? `${name}2` : name));
      expect((await find('k', other)).record).toBeUndefined();
    }
    expect((await find('k', ['http://platform', 'wx1', 'shopupdate', 'Card'])).record).toBeUndefined();
    expect((await find('other')).record).toBeUndefined();
  });

  test('is created only once when two requests find the key free', async () => {
    const [one, other] = [await find(), await find()];
    expect(await one.transitionTo(meant)).toBe(true);
    expect(await other.transitionTo(done)).toBe(false);
    expect(other.record).toBeUndefined();
    expect((await find()).record).toEqual(meant);
  });

  test('is removed when the key is released, and the key can be used again', async () => {
    const intent = await find();
    await intent.transitionTo(meant);
    await intent.release();
    expect(intent.record).toBeUndefined();
    expect((await find()).record).toBeUndefined();
    expect(await intent.transitionTo(done)).toBe(true);
  });

  test('is not removed if another process has changed it in the meantime', async () => {
    const intent = await find();
    await intent.transitionTo(meant);
    await (await find()).transitionTo(done);
    await intent.release();
    expect((await find()).record).toEqual(done);
    expect(await intent.transitionTo(meant)).toBe(false);
  });

  test('is retained for a day and an hour', async () => {
    sleptTime();
    try {
      await (await find()).transitionTo(meant);
      passTime(24.9 * HOUR_MS);
      expect((await find()).record).toEqual(meant);
      passTime(0.2 * HOUR_MS);
      expect((await find()).record).toBeUndefined();
    } finally {
      realTime();
    }
  });

  test('has a name from which neither the key nor its caller can be read', async () => {
    const places: string[] = [];
    const watched: RecordStore = {
      ...records,
      get: async (place) => {
        places.push(place);
        return undefined;
      },
    };
    await Intent.find(watched, NAME, 'order 4711');
    expect(places).toEqual([expect.stringMatching(/^cardgraph:1:\{idempotency:[\w-]{43}\}:record$/)]);
  });
});

describe('a record that cannot be interpreted', () => {
  /** Stores a record and reads it. */
  const found = async (text: string) => {
    const watched: RecordStore = { ...records, get: async () => text };
    return Intent.find(watched, NAME, 'k');
  };

  test('is refused without interpretation if its version is newer', async () => {
    const finding = found(JSON.stringify({ ...meant, v: 3 }));
    await expect(finding).rejects.toThrow(StoreUnavailable);
    await expect(finding).rejects.toThrow('written by a newer version');
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"intent"',
    '{}',
    '{"v":2,"state":"done","input":"","at":1}',
    '{"v":"2","state":"intent","input":"","at":1}',
  ])('is refused if it is %j', async (text) => {
    const finding = found(text);
    await expect(finding).rejects.toThrow(StoreUnavailable);
    await expect(finding).rejects.toThrow('is damaged');
  });

  test.each([
    ['0.1.0, without a version', meant],
    ['version 1', { v: 1, ...done }],
    ['version 0', { v: 0, ...meant }],
  ])('is outdated if %s wrote it', async (_version, record) => {
    expect(await found(JSON.stringify(record))).toBe('outdated');
  });
});

describe('the fingerprint of an input', () => {
  const of = (input: object) => fingerprint(input, 'k');

  test.each<[string, object, object]>([
    ['another order of fields', { a: 1, b: 2, c: 3 }, { c: 3, a: 1, b: 2 }],
    ['another order of fields within', { x: { a: 1, b: [{ c: 2, d: 3 }] } }, { x: { b: [{ d: 3, c: 2 }], a: 1 } }],
    ['an omitted field', { a: 1, b: undefined }, { a: 1 }],
    ['another idempotency key', { a: 1, idempotencyKey: 'one' }, { a: 1, idempotencyKey: 'other' }],
  ])('is the same with %s', (_subject, one, other) => {
    expect(of(one)).toBe(of(other));
  });

  test.each<[string, object, object]>([
    ['another value', { a: 1 }, { a: 2 }],
    ['another value within', { a: { b: 1 } }, { a: { b: 2 } }],
    ['another type of value', { a: 1 }, { a: '1' }],
    ['another field', { a: 1 }, { b: 1 }],
    ['one field more', { a: 1 }, { a: 1, b: 1 }],
    ['null instead of an absent field', { a: null }, {}],
    ['another order of a list', { a: [1, 2] }, { a: [2, 1] }],
    ['an object instead of a list', { a: ['x'] }, { a: { 0: 'x' } }],
  ])('differs with %s', (_subject, one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  test.each<[string, object, string]>([
    ['a flat input', { cardId: 'p1', increaseBy: 5, reduceBy: 0 }, '-2mhttdjUY_12NOFjKbhZ4dXawrUtTNiX3v69uRQiZ4'],
    [
      'an input with objects',
      { b: { d: 1, c: [{ z: 1, a: 2 }] }, a: 1 },
      'VmAO1FwRvBCTKvpyuVFBMCdLz26aiPKgS7e055KbBvU',
    ],
  ])('is the one in the records of earlier versions for %s', (_subject, input, expected) => {
    expect(of(input)).toBe(expected);
  });

  test('differs for another key, so that records do not reveal equal inputs', () => {
    expect(fingerprint({ a: 1 }, 'k')).not.toBe(fingerprint({ a: 1 }, 'other'));
  });

  test('reveals nothing about the input', () => {
    expect(of({ code: '1234' })).toMatch(/^[\w-]{43}$/);
  });
});
