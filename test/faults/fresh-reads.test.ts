import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { BALANCE_CARD, POINTS_CARD } from '../support/member-writes.js';
import { type Answerer, sendBytes, startRawPlatform } from '../support/raw-platform.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

const GET_CODE = '/card/code/get';
const GET_WALLET = '/card/user/getcardlist';
const GET_MEMBER = '/card/membercard/userinfo/get';

type Emulator = Awaited<ReturnType<typeof startEmulator>>;
type RawPlatform = Awaited<ReturnType<typeof startRawPlatform>>;

/** The code of one test, which no other test changes. */
interface Target {
  readonly cardId: string;
  readonly code: string;
  readonly openid: string;
}

/** A read, and the path of the call that it makes. */
interface Read {
  readonly path: string;
  readonly query: (target: Target) => string;
}

const CODE: Read = { path: GET_CODE, query: ({ code }) => `{ code(code: "${code}") { status } }` };
const WALLET: Read = {
  path: GET_WALLET,
  query: ({ openid }) => `{ wechatUser(openid: "${openid}") { wallet { codes { totalCount } } } }`,
};
const MEMBER: Read = {
  path: GET_MEMBER,
  query: ({ cardId, code }) => `{ memberInfo(cardId: "${cardId}", code: "${code}") { activated points } }`,
};

/** A mutation with its card and its input, without the key. */
type Change = readonly [mutation: string, cardId: string, input: (target: Target) => string];

const REDEEM: Change = ['redeemCode', 'pDEMO-cash-0001', ({ code }) => `code: "${code}"`];
const ACTIVATE: Change = [
  'activateMember',
  POINTS_CARD,
  ({ cardId, code }) => `cardId: "${cardId}", code: "${code}", membershipNumber: "M", initialPoints: 7`,
];
const UPDATE: Change = [
  'updateMember',
  BALANCE_CARD,
  ({ cardId, code }) => `cardId: "${cardId}", code: "${code}", addPoints: 7`,
];
const MOVIE: Change = [
  'updateMovieTicket',
  'pDEMO-movie-ticket-0001',
  ({ code }) => `code: "${code}", ticketClass: "4D", showsAt: "2030-01-01T12:00:00Z", durationMinutes: 90`,
];
const MEETING: Change = [
  'updateMeetingTicket',
  'pDEMO-meeting-ticket-0001',
  ({ code }) => `code: "${code}", zone: "A", entrance: "B", seatNumber: "1"`,
];
const CHECK_IN: Change = [
  'checkInBoardingPass',
  'pDEMO-boarding-pass-0001',
  ({ code }) => `code: "${code}", passengerName: "A", cabinClass: "F", ticketNumber: "1"`,
];
const FORM: Change = [
  'setMemberActivationForm',
  POINTS_CARD,
  ({ cardId }) => `cardId: "${cardId}", requiredPart: { commonFields: [MOBILE] }`,
];
const PAY_CELL: Change = ['setPayCell', POINTS_CARD, ({ cardId }) => `cardId: "${cardId}", enabled: true`];
const SELF_REDEEM_CELL: Change = [
  'setSelfRedeemCell',
  BALANCE_CARD,
  ({ cardId }) => `cardId: "${cardId}", enabled: true`,
];

const OF_CODES = [REDEEM, ACTIVATE, UPDATE, MOVIE, MEETING, CHECK_IN];
const OF_CARDS = [REDEEM, ACTIVATE, UPDATE, FORM, PAY_CELL, SELF_REDEEM_CELL];

describeWithRedis('another replica', () => {
  let emulator: Emulator;
  let control: EmulatorControl;
  let redis: TestRedis;
  let platform: RawPlatform;
  let replicas: readonly [till: Replica, other: Replica];
  let targets = 0;
  /** The path whose next call is delayed. Its response is read at once and sent after `release`. */
  let delayedPath = '';
  let delayed = Promise.resolve();
  let release = () => {};

  const pass: Answerer = async ({ method, path, query, contentType, bytes }, response) => {
    const isDelayed = path === delayedPath;
    if (isDelayed) delayedPath = '';
    const url = `${emulator.url}${path}?${new URLSearchParams(query)}`;
    const headers = new Headers(contentType === undefined ? [] : [['content-type', contentType]]);
    const body = new Uint8Array(bytes);
    const answer = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
    const read = Buffer.from(await answer.arrayBuffer());
    if (isDelayed) {
      delayedPath = `${path} was read`;
      await delayed;
    }
    sendBytes(response, read, { status: answer.status });
  };
  const callsOf = (path: string) => platform.paths.filter((one) => one === path).length;

  beforeAll(async () => {
    emulator = await startEmulator();
    control = new EmulatorControl(emulator.url);
    redis = await TestRedis.start();
    platform = await startRawPlatform(pass, pass);
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'silent' };
    replicas = [new Replica(platform.url, env), new Replica(platform.url, env)];
    await Promise.all(replicas.map((replica) => replica.start()));
    for (const { url } of replicas) {
      await until(async () => (await scrape(url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
    }
  });

  afterEach(() => release());

  afterAll(async () => {
    await Promise.all((replicas ?? []).map((replica) => replica.stop()));
    await platform?.close();
    await redis?.close();
    await emulator?.close();
  });

  /** Issues a code, by default to a new user. */
  async function newTarget(cardId: string, openid = `oFRESH-${targets}`): Promise<Target> {
    targets += 1;
    const code = String(770_000_000_000 + targets);
    await control.addCode({ card_id: cardId, openid, code });
    return { cardId, code, openid };
  }

  async function change([mutation, , input]: Change, target: Target): Promise<void> {
    const key = `${mutation}-${target.code}`;
    const query = `mutation { ${mutation}(input: { ${input(target)}, idempotencyKey: "${key}" }) { userErrors { code } } }`;
    expect(await replicas[0].graph.data(query)).toEqual({ [mutation]: { userErrors: [] } });
  }

  /**
   * Starts a read in the other replica, whose response was read before the change and arrives after everything else. Returns its result and
   * that of a read after the change, which must have made a call.
   */
  async function readAround({ path, query }: Read, made: Change, target: Target, meanwhile?: () => Promise<unknown>) {
    const { graph } = replicas[1];
    delayed = new Promise((resolve) => {
      release = resolve;
    });
    delayedPath = path;
    const earlier = graph.data(query(target));
    await until(() => delayedPath === `${path} was read`);
    await meanwhile?.();
    await change(made, target);
    const callsBefore = callsOf(path);
    const later = await graph.data(query(target));
    expect(callsOf(path)).toBe(callsBefore + 1);
    release();
    return { earlier: await earlier, later };
  }

  test.each(OF_CODES)('reads a code again after %s, although an earlier read is still in flight', async (...made) => {
    const { earlier, later } = await readAround(CODE, made, await newTarget(made[1]));
    expect(earlier).toEqual({ code: { status: 'NORMAL' } });
    // The status does not show the other changes.
    expect(later).toEqual({ code: { status: made[0] === 'redeemCode' ? 'REDEEMED' : 'NORMAL' } });
  });

  test.each(OF_CODES)('reads a wallet again after %s, although an earlier read is still in flight', async (...made) => {
    const target = await newTarget(made[1]);
    const { earlier, later } = await readAround(WALLET, made, target, () => newTarget(made[1], target.openid));
    expect(earlier).toEqual({ wechatUser: { wallet: { codes: { totalCount: 1 } } } });
    expect(later).toEqual({ wechatUser: { wallet: { codes: { totalCount: 2 } } } });
  });

  test.each([ACTIVATE, UPDATE])(
    'reads a member again after %s, although an earlier read is still in flight',
    async (...made) => {
      const { earlier, later } = await readAround(MEMBER, made, await newTarget(made[1]));
      const activated = made[0] === 'activateMember';
      expect(earlier).toEqual({ memberInfo: { activated: false, points: 0 } });
      expect(later).toEqual({ memberInfo: { activated, points: 7 } });
    },
  );

  async function stockOf({ cardId }: Target): Promise<{ readonly quantity: number }> {
    return (await replicas[1].graph.data(`{ card(id: "${cardId}") { stock { quantity } } }`)).card.stock;
  }

  async function actualStockOf({ cardId }: Target): Promise<number | undefined> {
    const { cards } = await control.state();
    const bases = cards.map((card) => (card.cash ?? card.member_card)?.base_info);
    return bases.find((base) => base?.id === cardId)?.sku.quantity;
  }

  test.each(OF_CARDS)('does not serve the card that it cached before %s', async (...made) => {
    const target = await newTarget(made[1]);
    const { quantity } = await stockOf(target);
    // Another user claims the card.
    await newTarget(made[1]);
    expect(await stockOf(target)).toEqual({ quantity });
    await change(made, target);
    const { quantity: left } = await stockOf(target);
    expect(left).toBeLessThan(quantity);
    expect(left).toBe(await actualStockOf(target));
  });
});
