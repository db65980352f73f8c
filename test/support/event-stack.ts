import { startEmulator } from '../../src/emulator/server.js';
import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import type { LogBackend } from '../../src/events/backend.js';
import { MemoryBackend } from '../../src/events/memory-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import type { RunningServer, ServerOptions } from '../../src/http/server.js';
import { EmulatorControl } from './emulator-control.js';
import { GraphClient } from './graph-client.js';
import { send } from './http.js';
import { eventXml, PUSH_ACCOUNT, pushOf } from './pushes.js';
import { accountOf, startGraph } from './stack.js';

/** A graph that receives events for the demo account, in front of the emulator. */
export interface EventStack {
  readonly graph: GraphClient;
  readonly emulator: EmulatorControl;
  readonly server: RunningServer;
  readonly backend: LogBackend;
  /** The account without the token and key of events. */
  readonly silentAccount: ReturnType<typeof accountOf>;
  /** Sends an event as the platform does, and expects that it is confirmed. */
  push(event: string, fields?: Readonly<Record<string, string | number>>): Promise<void>;
  /** Sends a message as the platform does, and expects that it is confirmed. */
  pushMessage(message: string): Promise<void>;
  /** Lets the emulator push its events to the server. */
  connectEmulator(): Promise<void>;
  close(): Promise<void>;
}

export async function startEventStack(
  options: Partial<ServerOptions> = {},
  backend: LogBackend = new MemoryBackend(retentionOf()),
): Promise<EventStack> {
  const emulator = await startEmulator();
  const silentAccount = accountOf(emulator.url);
  const { token, aesKey, previous } = PUSH_ACCOUNT.events ?? {};
  if (token === undefined || aesKey === undefined || previous === undefined) throw new Error('no keys');
  const account = { ...silentAccount, events: { token, aesKey, previous } };
  const server = await startGraph(emulator.url, { accounts: [account], eventBackend: backend, ...options });
  const pushMessage = async (message: string) => {
    const { query, body } = pushOf(message, { appid: DEMO_APPID, json: message.startsWith('{') });
    const path = `/wechat/events/${DEMO_APPID}?${new URLSearchParams(query)}`;
    const { status, text } = await send(server.url, path, { method: 'POST', headers: {}, body });
    if (status !== 200 || text !== 'success') throw new Error(`the push was refused with ${status}`);
  };
  return {
    graph: new GraphClient(server.url),
    emulator: new EmulatorControl(emulator.url),
    server,
    backend,
    silentAccount,
    pushMessage,
    push: (event, fields = {}) => pushMessage(eventXml(event, { CreateTime: seconds(), ...fields })),
    async connectEmulator() {
      const url = new URL(`/wechat/events/${DEMO_APPID}`, server.url);
      const target = { url, token: token.reveal(), aesKey: aesKey.reveal(), mode: 'safe' } as const;
      if (!(await emulator.connectPushes(target))) throw new Error('the server did not pass the check of its URL');
    },
    async close() {
      await server.close();
      await emulator.close();
    },
  };
}

const seconds = () => Math.floor(Date.now() / 1000);
