import { readFileSync } from 'node:fs';
import { group } from './groups.mjs';

const { jest } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export default { ...jest, rootDir: '../..', testMatch: [`<rootDir>/test/unit/${group().tests}.test.ts`] };
