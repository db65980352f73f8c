/** `npm run soak`: ten minutes, or `npm run soak -- --minutes 60`. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
if (!(Number(values.minutes) > 0)) throw new Error(`--minutes: expected a number over 0, got ${values.minutes}`);
const env = { ...process.env, MINUTES: values.minutes };
const { status } = spawnSync('npx', ['jest', 'test/faults/soak.test.ts'], { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
