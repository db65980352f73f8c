import { ComponentClient } from '../../../src/component/component-client.js';
import { MerchantDetails } from '../../../src/component/merchant-details.js';
import { authorized, newMerchant } from '../../../src/component/merchant-record.js';
import { MerchantRecords } from '../../../src/component/merchant-records.js';
import { SealedRecords } from '../../../src/component/sealed-records.js';
import { Tickets } from '../../../src/component/tickets.js';
import { createLog } from '../../../src/log.js';
import { OutageLog } from '../../../src/platform/outage-log.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { collectGarbage } from '../../support/garbage.js';
import { sendJson, startRawPlatform } from '../../support/raw-platform.js';

const MERCHANTS = 30;
const MIB = 1024 * 1024;
const PERMISSIONS = Array.from({ length: 20_000 }, (_, id) => ({ funcscope_category: { id: id % 5000 } }));

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('details of any size take little memory', async () => {
  const platform = await startRawPlatform(
    () => undefined,
    ({ path }, response) => {
      if (path.endsWith('api_component_token')) return sendJson(response, { component_access_token: 'TOKEN-1' });
      const authorizer_info = { nick_name: 'N'.repeat(MIB / 2), user_name: 'gh_0123456789ab' };
      return sendJson(response, { authorizer_info, authorization_info: { func_info: PERMISSIONS } });
    },
  );
  const { records } = createMemoryStore();
  const component = { appid: 'wxcomponent', baseUrl: platform.url, secret: { reveal: () => 'PLANTED-SECRET' } };
  const sealed = new SealedRecords(records, component.secret);
  const tickets = new Tickets(sealed, component);
  await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
  const outages = new OutageLog(createLog({ level: 'silent' }));
  const client = new ComponentClient({ component, records, tickets, timeoutMs: 5000, outages });
  const merchants = new MerchantRecords(sealed, records, component);
  const details = new MerchantDetails({ component, client, records: merchants, outages });
  const appids = Array.from({ length: MERCHANTS }, (_, n) => `wx${n}`);
  const given = { refreshToken: 'refreshtoken@@@1', authorizedAt: 1000, permissions: undefined };
  for (const appid of appids) await merchants.change(appid, () => authorized(newMerchant(appid), given));
  const before = heapUsed();
  for (const appid of appids) await details.read(appid);
  const after = heapUsed();
  await client.close();
  await platform.close();
  expect(merchants.cached('wx0')?.name).toMatch(/^N{256}$/);
  expect(merchants.cached('wx0')?.permissions).toContain(8);
  expect(after - before).toBeLessThan(5 * MIB);
});
