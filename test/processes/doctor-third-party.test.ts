import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningServer } from '../../src/http/server.js';
import { openFileStore } from '../../src/store/file.js';
import type { Store } from '../../src/store/store.js';
import { Child } from '../support/child.js';
import { COMPONENT } from '../support/component-receiver.js';
import { accountsHave, startThirdParty } from '../support/third-party-server.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const emulator = useEmulator({ beforeEach: 'nothing' });
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-doctor-third-party-'));
let store: Store;
let server: RunningServer;

beforeAll(async () => {
  store = openFileStore(folder);
  server = await startThirdParty(emulator, { store });
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Returns the lines of the doctor by name, and its exit code. */
async function doctor(env: Record<string, string> = {}) {
  const child = new Child(['doctor'], {
    ...{ PORT: '0', STATE_DIR: folder, WECHAT_BASE_URL: emulator.url, COMPONENT_REDIRECT_URL: `${server.url}/back` },
    ...{ COMPONENT_APP_ID: COMPONENT.appid, COMPONENT_APP_SECRET: COMPONENT.secret },
    ...{ COMPONENT_TOKEN: COMPONENT.token, COMPONENT_AES_KEY: COMPONENT.aesKey, ...env },
  });
  const code = await child.exit();
  const lines = child.stdout.trimEnd().split('\n');
  const written = child.stdout + child.stderr;
  for (const secret of [COMPONENT.secret, COMPONENT.token, COMPONENT.aesKey, '@@@'])
    expect(written).not.toContain(secret);
  return { code, lines };
}

test('the doctor reports the ticket, the token and the merchants that need attention', async () => {
  await emulator.authorize({ appid: 'wxfine' });
  await emulator.authorize({ appid: 'wxlacks', funcs: [1] });
  await accountsHave(server, { wxfine: 'ACTIVE', wxlacks: 'LACKS_CARDS' });
  const { code, lines } = await doctor();
  expect(code).toBe(0);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ok +configuration: .*0 accounts, a third-party platform/),
      expect.stringMatching(/^ok +component ticket: the newest is 0 minutes old$/),
      expect.stringMatching(/^ok +component token: /),
      expect.stringMatching(/^ok +merchants: 1 of 2 are active$/),
      expect.stringMatching(/^warn +merchant wxlacks: the permission set 8 .* → let the merchant authorize again/),
    ]),
  );
});

test('the doctor reports a wrong secret of the third-party platform with its variable', async () => {
  const { code, lines } = await doctor({ COMPONENT_APP_SECRET: 'another-secret', STATE_DIR: folder });
  expect(code).toBe(1);
  // Records that were encrypted with the other secret cannot be read.
  expect(lines.find((line) => line.includes('component ticket'))).toMatch(
    /^fail +component ticket: none was received; starting the push failed: errcode 40125.* → set COMPONENT_APP_SECRET/,
  );
});

test('the doctor starts a push of tickets that has stopped, and reports it', async () => {
  await emulator.stopTickets();
  const empty = mkdtempSync(join(tmpdir(), 'cardgraph-doctor-empty-'));
  const { code, lines } = await doctor({ STATE_DIR: empty });
  rmSync(empty, { recursive: true });
  expect(code).toBe(1);
  expect(lines.find((line) => line.includes('component ticket'))).toMatch(
    /^fail .*had stopped pushing tickets, and has started/,
  );
  await until(async () => '/cgi-bin/component/api_start_push_ticket' in (await emulator.calls()));
});
