/** A server that is the third-party platform of an emulator. */
import { MemoryBackend } from '../../src/events/memory-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import type { RunningServer, ServerOptions } from '../../src/http/server.js';
import { COMPONENT, componentConfig } from './component-receiver.js';
import type { EmulatorControl } from './emulator-control.js';
import { GraphClient } from './graph-client.js';
import { startGraph } from './stack.js';
import { until } from './time.js';

/** Starts a server without a configured account, and lets the emulator push to it. */
export async function startThirdParty(
  emulator: EmulatorControl,
  options: Partial<ServerOptions> = {},
): Promise<RunningServer> {
  const component = componentConfig(emulator.url);
  const server = await startGraph(emulator.url, {
    ...{ accounts: [], component },
    eventBackend: new MemoryBackend(retentionOf()),
    ...options,
  });
  const { origin } = new URL(server.url);
  await emulator.registerComponent({
    ...COMPONENT,
    authorizationUrl: `${origin}/wechat/component/authorization`,
    eventsUrl: `${origin}/wechat/component/events/$APPID$`,
  });
  return server;
}

/** Waits until the accounts of the caller have these statuses, by appid. */
export async function accountsHave(
  server: RunningServer,
  expected: Readonly<Record<string, string>>,
  headers: Record<string, string> = {},
): Promise<void> {
  const query = '{ cardgraphViewer { accounts(first: 100) { nodes { appid status } } } }';
  await until(async () => {
    const { data } = await new GraphClient(server.url).ask(query, {}, headers);
    const nodes: { appid: string; status: string }[] = data?.cardgraphViewer.accounts.nodes ?? [];
    const statuses = Object.fromEntries(nodes.map(({ appid, status }) => [appid, status]));
    return Object.entries(expected).every(([appid, status]) => statuses[appid] === status);
  });
}
