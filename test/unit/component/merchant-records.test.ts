import { authorized, isNewer, newMerchant, revoked, toMerchant } from '../../../src/component/merchant-record.js';
import { MAX_MERCHANTS, MerchantRecords } from '../../../src/component/merchant-records.js';
import { SealedRecords } from '../../../src/component/sealed-records.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { InterruptedRecords } from '../../support/third-party-replica.js';

const COMPONENT = { baseUrl: 'https://platform.example', appid: 'wxcomponent' };
const GIVEN = { refreshToken: 'refreshtoken@@@1', authorizedAt: 1000, permissions: [8] };

function given(store = createMemoryStore().records) {
  const records = new InterruptedRecords(store);
  const sealed = new SealedRecords(records, { reveal: () => 'PLANTED-SECRET' });
  return { records, store, merchants: new MerchantRecords(sealed, records, COMPONENT) };
}

const givenAuthorized = (merchants: MerchantRecords, appid = 'wx1') =>
  merchants.change(appid, (merchant) => authorized(merchant ?? newMerchant(appid), GIVEN));

describe('the record of a merchant', () => {
  test.each([
    ['ACTIVE', authorized(newMerchant('wx1'), GIVEN)],
    ['ACTIVE', { ...authorized(newMerchant('wx1'), GIVEN), permissions: undefined }],
    ['LACKS_CARDS', authorized(newMerchant('wx1'), { ...GIVEN, permissions: [1] })],
    ['LACKS_CARDS', authorized(newMerchant('wx1'), { ...GIVEN, refreshToken: '' })],
    ['LACKS_CARDS', { ...authorized(newMerchant('wx1'), GIVEN), hasCards: false }],
    ['NEEDS_AUTHORIZATION', authorized(newMerchant('wx1'), { ...GIVEN, refreshToken: '', permissions: undefined })],
    ['UNAUTHORIZED', revoked(authorized(newMerchant('wx1'), GIVEN), 2000)],
  ])('has the status %s and no secret outside', (status, record) => {
    expect(toMerchant(record)).toMatchObject({ appid: 'wx1', status });
    expect(JSON.stringify(toMerchant(record))).not.toContain('refreshtoken');
  });

  test('is older than an authorization only if both its authorization and its withdrawal are', () => {
    const record = revoked(authorized(newMerchant('wx1'), GIVEN), 2000);
    expect([1000, 2000, 2001].map((at) => isNewer(at, record))).toEqual([false, false, true]);
    expect(isNewer(0, undefined)).toBe(true);
  });
});

test('a record is in the index before it is stored', async () => {
  const { merchants, records, store } = given();
  records.beforeChange = async (key) => {
    if (key.endsWith(':record')) throw new Error('ended');
  };
  await expect(givenAuthorized(merchants)).rejects.toThrow('ended');
  expect(await given(store).merchants.index()).toEqual(['wx1']);
});

test('one more merchant than the maximum is rejected', async () => {
  const { merchants } = given();
  await merchants.addToIndex(Array.from({ length: MAX_MERCHANTS }, (_, n) => `wx${n}`));
  await givenAuthorized(merchants, 'wx5');
  await expect(givenAuthorized(merchants, 'wxmore')).rejects.toMatchObject({ name: 'TooManyMerchants' });
});

test('replicas read which records have changed, or that they have missed too many changes', async () => {
  const { merchants, store } = given();
  const other = given(store).merchants;
  await givenAuthorized(merchants, 'wx1');
  await merchants.announced();
  expect(await other.changesSince(0)).toEqual({ total: 1, appids: ['wx1'] });
  for (let n = 0; n < 70; n += 1) {
    await givenAuthorized(merchants, `wx${n}`);
    await merchants.announced();
  }
  expect(await other.changesSince(1)).toEqual({ total: 71, appids: undefined });
  expect(await other.changesSince(70)).toEqual({ total: 71, appids: ['wx69'] });
  expect(await other.changesSince(72)).toMatchObject({ appids: undefined }); // the store was emptied
});

test('a change while the store is unavailable applies to the cached version, and later to the stored one', async () => {
  const { merchants, records, store } = given();
  await givenAuthorized(merchants);
  records.isAvailable = false;
  await merchants.changeSooner('wx1', (merchant) => merchant && { ...merchant, name: 'A shop' });
  expect(merchants.cached('wx1')).toMatchObject({ name: 'A shop' });
  await expect(merchants.saveUnsaved()).rejects.toMatchObject({ name: 'StoreUnavailable' });
  records.isAvailable = true;
  await merchants.saveUnsaved();
  expect((await given(store).merchants.read('wx1')).merchant).toMatchObject({ name: 'A shop' });
});

test('a record with another format counts as absent and is replaced', async () => {
  const { merchants, store } = given();
  await givenAuthorized(merchants);
  const rotated = new MerchantRecords(new SealedRecords(store, { reveal: () => 'NEW-SECRET' }), store, COMPONENT);
  expect((await rotated.read('wx1')).merchant).toBeUndefined();
  await givenAuthorized(rotated);
  expect((await rotated.read('wx1')).merchant).toMatchObject({ refreshToken: GIVEN.refreshToken });
});

test('a change that waits for the store and cannot be stored does not keep the others from being stored', async () => {
  const { merchants, records, store } = given();
  await givenAuthorized(merchants);
  await merchants.addToIndex(Array.from({ length: MAX_MERCHANTS }, (_, n) => `wx${n}`));
  records.isAvailable = false;
  await merchants.changeSooner('wxmore', () => authorized(newMerchant('wxmore'), GIVEN));
  await merchants.changeSooner('wx1', (merchant) => merchant && { ...merchant, name: 'A shop' });
  records.isAvailable = true;
  await merchants.saveUnsaved();
  expect((await given(store).merchants.read('wx1')).merchant).toMatchObject({ name: 'A shop' });
});
