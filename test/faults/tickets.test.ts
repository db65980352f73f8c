import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { useEmulator } from '../support/use-stack.js';

const GETTICKET = '/cgi-bin/ticket/getticket';
const CREDENTIALS = 'grant_type=client_credential&appid=wxdemo&secret=demo-secret';
const SIGN = `mutation {
  signAddCard(input: { cards: [{ cardId: "pDEMO-cash-0001" }] }) { cardList { cardExt } userErrors { code } }
}`;

/** Number of mutations in each life of a ticket. `npm run faults:tickets` sends more. */
const REQUESTS = Number(process.env.REQUESTS ?? 200);
const IN_FLIGHT = 32;

/** Seconds that the first ticket still lives when the replicas fetch it. */
const FIRST_LIFE_SECONDS = 20;

const emulator = useEmulator();
const ticketCalls = async () => (await emulator.calls())[GETTICKET] ?? 0;

/** Fetches the ticket as another client of the account, so that its life starts. */
async function startLife(): Promise<void> {
  const get = async (path: string) => (await fetch(`${emulator.url}${path}`)).json() as Promise<Record<string, string>>;
  const { access_token = '' } = await get(`/cgi-bin/token?${CREDENTIALS}`);
  await get(`${GETTICKET}?access_token=${access_token}&type=wx_card`);
}

describeWithRedis('four replicas with one Redis', () => {
  test('fetch the ticket once in each of its lives, however many signatures they make', async () => {
    const redis = await TestRedis.start();
    const env = { REDIS_URL: redis.url };
    const replicas = [1, 2, 3, 4].map(() => new Replica(emulator.url, env));
    try {
      await Promise.all(replicas.map((replica) => replica.start()));
      await startLife();
      await emulator.setClock({ advanceSeconds: 7200 - FIRST_LIFE_SECONDS });
      const endsAt = Date.now() + FIRST_LIFE_SECONDS * 1000;
      await emulator.clearLedger();
      let sent = 0;
      const signed = async () => {
        while (sent < REQUESTS) {
          sent += 1;
          const { data } = await (replicas[sent % replicas.length] as Replica).graph.ask(SIGN);
          expect(data.signAddCard.userErrors).toEqual([]);
        }
      };
      const signMany = () => Promise.all(Array.from({ length: IN_FLIGHT }, signed));
      await signMany();
      const calls = await ticketCalls();
      // A slow machine may reach the second life already.
      expect(calls).toBeLessThanOrEqual(Date.now() < endsAt ? 1 : 2);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, endsAt + 1500 - Date.now())));
      sent = 0;
      await signMany();
      expect(await ticketCalls()).toBe(2);
    } finally {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await redis.close();
    }
  }, 300_000);
});
