import { setTimeout as sleep } from 'node:timers/promises';
import { MerchantDirectory } from '../../../src/component/merchant-directory.js';
import { authorized, newMerchant } from '../../../src/component/merchant-record.js';
import { MerchantRecords } from '../../../src/component/merchant-records.js';
import { SealedRecords } from '../../../src/component/sealed-records.js';
import { createMemoryStore } from '../../../src/store/memory.js';

const COMPONENT = { baseUrl: 'https://platform.example', appid: 'wxcomponent' };
const GIVEN = { refreshToken: 'refreshtoken@@@1', authorizedAt: 1000, permissions: [8] };

test('changes of one merchant after the other among many are reported a few at a time', async () => {
  const store = createMemoryStore().records;
  const records = new MerchantRecords(new SealedRecords(store, { reveal: () => 'PLANTED-SECRET' }), store, COMPONENT);
  const directory = new MerchantDirectory(records);
  let reports = 0;
  directory.onChange(() => {
    reports += 1;
  });
  const appids = Array.from({ length: 3000 }, (_, n) => `wx${n}`);
  await records.addToIndex(appids);
  for (const appid of appids) await records.change(appid, () => authorized(newMerchant(appid), GIVEN));
  await sleep(500);
  reports = 0;
  for (const name of appids.slice(0, 40)) {
    await records.change('wx7', (merchant) => merchant && { ...merchant, name });
    await sleep(15);
  }
  await sleep(500);
  expect(reports).toBeGreaterThan(0);
  expect(reports).toBeLessThan(10);
  expect(directory.get('wx7')?.name).toBe('wx39');
});
