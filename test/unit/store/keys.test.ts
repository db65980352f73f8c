import { cacheKeys, doctorKey, idempotencyKey, lockKey, tokenKeys } from '../../../src/store/keys.js';
import { oldRecordName } from '../../../src/store/old-keys.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };

test('keys begin with the version of the key format and the hash tag of their entity', () => {
  const { record, lease, forced } = tokenKeys('stable', ACCOUNT);
  expect([record, lease, forced]).toEqual([
    'cardgraph:1:{token:stable:https://api.weixin.qq.com:wx1}:record',
    'cardgraph:1:{token:stable:https://api.weixin.qq.com:wx1}:lease',
    'cardgraph:1:{token:stable:https://api.weixin.qq.com:wx1}:forced',
  ]);
  expect(lockKey(ACCOUNT, 'stock:p1')).toBe('cardgraph:1:{lock:https://api.weixin.qq.com:wx1:stock:p1}:lease');
  expect(idempotencyKey('hash')).toBe('cardgraph:1:{idempotency:hash}:record');
});

test('records have the names of 0.1.0, and other keys have no such name', () => {
  const { record, lease, forced } = tokenKeys('stable', ACCOUNT);
  expect([record, lease, forced, lockKey(ACCOUNT, 'stock:p1'), idempotencyKey('hash')].map(oldRecordName)).toEqual([
    'token:stable:https://api.weixin.qq.com:wx1',
    'token:stable:https://api.weixin.qq.com:wx1 lease',
    'token:stable:https://api.weixin.qq.com:wx1 forced',
    'lock:https://api.weixin.qq.com:wx1:stock:p1',
    'idempotency:hash',
  ]);
  expect([doctorKey('id'), ...cacheKeys('key'), 'key'].map(oldRecordName)).toEqual(Array(4).fill(undefined));
});

test('keys of entities over 1,000 bytes are short enough for LMDB and still distinct', () => {
  const keys = ['a', 'b'].map((end) => lockKey(ACCOUNT, `stock:${'卡'.repeat(400)}${end}`));
  expect(new Set(keys).size).toBe(2);
  for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThan(200);
});
