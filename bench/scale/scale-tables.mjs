import { table } from '../table.mjs';
import { total } from './counted-kinds.mjs';
import { KINDS } from './kinds.mjs';
import {
  BUSY,
  CARDS,
  cacheReads,
  cardLoad,
  claimLoad,
  deployment,
  figuresOf,
  kindLoad,
  LAST_ATTEMPT_SECONDS,
  LATENCY_SECONDS,
  LOG_DIGESTS,
  LOG_EVENTS,
  MOST_REPLICAS,
  mixLoad,
  SUBSCRIPTIONS,
  UPSTREAM_CONCURRENCY,
} from './needs.mjs';

/** @typedef {import('./needs.mjs').Stacks} Stacks */
/** @typedef {import('./needs.mjs').Load} Load */

/**
 * @typedef {object} Measured
 * @property {Record<string, StackResult>} stacks by number of replicas
 *
 * @typedef {import('./counted-kinds.mjs').StackFigures & { date: string, commit: string | null, machine: string, node: string, load1: number }}
 *   StackResult
 */

const RATES = [100, 1000, 10_000];
const DAY_SECONDS = 86_400;
/** Latency of the emulator on the same machine, seconds. */
const EMULATOR_SECONDS = 0.003;

/**
 * Returns the generated blocks of docs/scale.md by name.
 * @param {Measured} measured
 */
export function scaleBlocks({ stacks }) {
  return {
    'scale circumstances': circumstances(stacks),
    'scale counts': counts(stacks),
    'scale CPU': cpu(stacks),
    'scale elsewhere': elsewhere(stacks),
    'scale idle': idle(stacks),
    'scale cache': cacheCheck(stacks),
    'scale requests': requestNeeds(stacks),
    'scale quota': quota(stacks),
    'scale claims': claimNeeds(stacks),
    'scale limits': limits(stacks),
  };
}

/** @param {Measured['stacks']} stacks */
function circumstances(stacks) {
  return Object.entries(stacks)
    .map(([replicas, { date, commit, machine, node, load1, floorCpuMicros, redisBenchmark }]) =>
      [
        `- ${plural(Number(replicas), 'replica')}: ${date.slice(0, 10)}, commit ${commit}, ${machine}, Node ${node}, load ${load1.toFixed(1)} at the end.`,
        `The floor took ${floorCpuMicros.toFixed(0)} µs for \`{ __typename }\`.`,
        `redis-benchmark reached ${number(redisBenchmark.get)} GET and ${number(redisBenchmark.set)} SET a second.`,
      ].join(' '),
    )
    .join('\n');
}

/** @param {Stacks} stacks */
function counts(stacks) {
  const replicas = Math.max(...Object.keys(stacks).map(Number));
  const rows = KINDS.filter(({ name }) => stacks[replicas]?.kinds[name] !== undefined).map(({ name, title }) => {
    const one = figuresOf(stacks, name, replicas);
    return [
      title,
      named(one.redis) || '–',
      `${number(one.redisReceivedBytes)} / ${number(one.redisSentBytes)}`,
      named(one.upstream) || '–',
      `${number(one.upstreamSentBytes)} / ${number(one.upstreamReceivedBytes)}`,
      `${one.requestBytes === 0 ? '–' : number(one.requestBytes)} / ${number(one.responseBytes)}`,
    ];
  });
  return table([
    [
      `with ${plural(replicas, 'replica')}`,
      'Redis commands',
      'bytes to / from Redis',
      'platform calls',
      'bytes to / from the platform',
      'bytes of request / response',
    ],
    ...rows,
  ]);
}

/** @param {Stacks} stacks */
function cpu(stacks) {
  const all = Object.keys(stacks);
  const rows = KINDS.map(({ name, title }) => {
    const each = (/** @type {(figures: import('./counted-kinds.mjs').Counted, floor: number) => string} */ show) =>
      all.map((replicas) => {
        const stack = stacks[replicas];
        const figures = stack?.kinds[name];
        return stack === undefined || figures === undefined ? '–' : show(figures, stack.floorCpuMicros);
      });
    return [
      title,
      ...each(({ cpuMicros }, floor) => `${number(cpuMicros)} (${(cpuMicros / floor).toFixed(1)} ×)`),
      each(({ redisCpuMicros }) => number(redisCpuMicros)).join(' / '),
      each(({ redis }) => count(total(redis))).join(' / '),
      each(({ upstream }) => count(total(upstream))).join(' / '),
    ];
  });
  const list = all.join(' / ');
  return table([
    [
      'for one',
      ...all.map((replicas) => `CPU µs, ${plural(Number(replicas), 'replica')}`),
      `Redis CPU µs, ${list} replicas`,
      'Redis commands',
      'platform calls',
    ],
    ...rows,
  ]);
}

/** @param {Stacks} stacks */
function elsewhere(stacks) {
  const several = Object.entries(stacks).filter(([replicas]) => Number(replicas) > 1);
  return table([
    ['for one', ...several.map(([replicas]) => `CPU µs in each other replica, of ${replicas}`)],
    ...KINDS.filter(({ isAnnounced }) => isAnnounced).map(({ name, title }) => [
      title,
      ...several.map(([, { elsewhere: micros }]) => (micros[name] === undefined ? '–' : count(micros[name]))),
    ]),
  ]);
}

/** @param {Stacks} stacks */
function idle(stacks) {
  return table([
    [
      'replicas',
      'CPU, ms a second, all together',
      'Redis CPU, ms a second',
      'Redis commands a second, without heartbeats',
      'idle RSS, MB each',
      'peak RSS, MB',
      'data of Redis, MB',
    ],
    ...Object.entries(stacks).map(([replicas, { idle: rest, idleRssMb, peakRssMb, redisUsedMb }]) => [
      replicas,
      (rest.cpuMicros / 1000).toFixed(1),
      (rest.redisCpuMicros / 1000).toFixed(1),
      rest.redisCommands.toFixed(1),
      idleRssMb.toFixed(0),
      peakRssMb.toFixed(0),
      redisUsedMb.toFixed(0),
    ]),
  ]);
}

/** @param {Stacks} stacks */
function cacheCheck(stacks) {
  return table([
    ['replicas', 'requests a second', 'cards', 'platform calls a second, measured', 'computed'],
    ...Object.entries(stacks).map(([replicas, { zipf }]) => [
      replicas,
      number(zipf.ratePerSecond),
      number(zipf.cards),
      zipf.callsPerSecond.toFixed(1),
      cacheReads(zipf.ratePerSecond, zipf.cards, Number(replicas), EMULATOR_SECONDS).platform.toFixed(1),
    ]),
  ]);
}

/** @param {Stacks} stacks */
function requestNeeds(stacks) {
  /** @type {readonly (readonly [title: string, load: (replicas: number, rate: number) => Load])[]} */
  const loads = [
    [`one card of ${number(CARDS)}`, (replicas, rate) => cardLoad(stacks, replicas, rate)],
    ...['list-20', 'wallet', 'stats-180', 'mutation'].map(
      (name) =>
        /** @type {const} */ ([
          KINDS.find((kind) => kind.name === name)?.title ?? name,
          (/** @type {number} */ replicas, /** @type {number} */ rate) => kindLoad(stacks, name, replicas, rate),
        ]),
    ),
    ['the mix', (replicas, rate) => mixLoad(stacks, replicas, rate)],
  ];
  const rows = loads.flatMap(([title, loadOf]) =>
    RATES.map((rate) => {
      return [title, number(rate), ...needs(deployment((replicas) => loadOf(replicas, rate)))];
    }),
  );
  return table([['request', 'a second', ...NEEDS], ...rows]);
}

const NEEDS = [
  'busy cores',
  'replicas',
  'Redis commands a second',
  'Redis, busy cores',
  'platform calls a second',
  'calls in flight per replica',
  'Mbit/s: clients',
  'platform',
  'Redis',
];

/** @param {ReturnType<typeof deployment>} found */
function needs(found) {
  if (found === undefined) return [`more than ${MOST_REPLICAS} replicas`, ...NEEDS.slice(1).map(() => '')];
  const { replicas, load } = found;
  const calls = total(load.upstream);
  const inFlight = (calls * LATENCY_SECONDS) / replicas;
  const megabits = (/** @type {number} */ bytes) => count((bytes * 8) / 1e6);
  return [
    count(load.cores),
    number(replicas),
    number(load.redisCommands),
    tooMuch(load.redisCores > BUSY, count(load.redisCores)),
    number(calls),
    tooMuch(inFlight > UPSTREAM_CONCURRENCY, count(inFlight)),
    megabits(load.clientBytes),
    megabits(load.upstreamBytes),
    megabits(load.redisBytes),
  ];
}

/** @param {Stacks} stacks */
function quota(stacks) {
  const perDay = RATES.map((rate) => {
    const found = deployment((replicas) => mixLoad(stacks, replicas, rate));
    return found?.load.upstream ?? {};
  });
  const called = perDay.flatMap((upstream) => Object.keys(upstream).filter((path) => (upstream[path] ?? 0) > 0));
  const paths = [...new Set(called)].sort();
  return table([
    ['calls a day, the mix day and night', ...RATES.map((rate) => `${number(rate)} requests a second`)],
    ...paths.map((path) => [
      `\`${path}\``,
      ...perDay.map((upstream) => `${count(((upstream[path] ?? 0) * DAY_SECONDS) / 1e6)} million`),
    ]),
  ]);
}

/** @param {Stacks} stacks */
function claimNeeds(stacks) {
  const rows = [0, SUBSCRIPTIONS].flatMap((subscriptions) =>
    RATES.map((rate) => {
      const found = deployment((replicas) => claimLoad(stacks, replicas, rate, { subscriptions }));
      return [
        number(rate),
        String(subscriptions),
        ...needs(found),
        duration(LOG_EVENTS / rate),
        tooMuch(LOG_DIGESTS / rate <= LAST_ATTEMPT_SECONDS, duration(LOG_DIGESTS / rate)),
      ];
    }),
  );
  return table([['claims a second', 'subscriptions', ...NEEDS, 'events kept', 'repetitions recognized for'], ...rows]);
}

/** @param {Stacks} stacks */
function limits(stacks) {
  const most = Math.max(...Object.keys(stacks).map(Number));
  const rows = KINDS.filter(({ name }) => stacks[most]?.kinds[name] !== undefined).map(({ name, title }) => {
    const { cpuMicros } = figuresOf(stacks, name, most);
    const { redisCores, redisCommands, upstream } = kindLoad(stacks, name, most, 1, false);
    const calls = total(upstream);
    return [
      title,
      number((BUSY * 1e6) / cpuMicros),
      redisCommands < 0.05 ? '–' : number(BUSY / redisCores),
      calls < 0.5 ? '–' : number(UPSTREAM_CONCURRENCY / LATENCY_SECONDS / calls),
    ];
  });
  return table([['a second, at most', 'one replica', 'one Redis', 'one replica, by UPSTREAM_CONCURRENCY'], ...rows]);
}

/** Marks a figure beyond a limit. @param {boolean} isTooMuch @param {string} text */
function tooMuch(isTooMuch, text) {
  return isTooMuch ? `**${text}**` : text;
}

/** @param {Readonly<Record<string, number>>} all */
function named(all) {
  return Object.entries(all)
    .filter(([, calls]) => calls >= 0.05)
    .sort(([, a], [, b]) => b - a)
    .map(([name, calls]) => `${count(calls)} ${name.startsWith('/') ? `\`${name}\`` : name.toUpperCase()}`)
    .join(', ');
}

/** @param {number} value with at most one decimal */
function count(value) {
  if (value >= 100) return number(value);
  const text = value.toFixed(value < 0.1 && value > 0 ? 2 : 1);
  return text.replace(/\.0+$/, '');
}

/** @param {number} value without decimals, in groups of three */
function number(value) {
  return Math.round(value).toLocaleString('en-US');
}

/** @param {number} seconds */
function duration(seconds) {
  return seconds >= 120 ? `${count(seconds / 60)} min` : `${count(seconds)} s`;
}

/** @param {number} value @param {string} noun */
function plural(value, noun) {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
