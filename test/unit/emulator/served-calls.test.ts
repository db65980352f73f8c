import { servedCalls } from '../../../src/emulator/served-calls.js';
import { readContract } from '../../contract/replay.js';

test('the emulator serves every endpoint of the contract files, and no other', async () => {
  const contract = await readContract();
  expect(contract.size).toBeGreaterThan(10);
  const served = [...servedCalls().values()].map(({ method, path }) => `${method} ${path}`);
  expect(served.sort()).toEqual([...contract.keys()].sort());
});
