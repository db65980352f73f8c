import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHED_ENDPOINTS } from '../../../src/platform/client.js';

const FOLDER = join(__dirname, '../../../src/platform/endpoints');

test('the endpoints whose responses are evicted with their account are all those with cached responses', async () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(files.map((file) => import(join(FOLDER, file)) as Promise<object>));
  const groups = modules.flatMap((exported) => Object.values(exported)).filter((group) => typeof group === 'object');
  const cached = groups.flatMap((group) => Object.values(group ?? {})).filter((one) => Object(one).cache !== undefined);
  expect(cached.length).toBeGreaterThan(0);
  expect(new Set(cached)).toEqual(new Set(CACHED_ENDPOINTS));
});
