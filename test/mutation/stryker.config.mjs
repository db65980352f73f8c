import { group } from './groups.mjs';

const { name, mutate } = group();
const results = `test/mutation/results/${name}`;

export default {
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/wording.mjs'],
  testRunner: 'jest',
  // Tests reach the code over HTTP, so their imports do not show which code they cover.
  jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  mutate,
  ignorers: ['wording'],
  // TypeScript 7 has no API for rewriting its configuration. This is not needed, because swc compiles.
  tsconfigFile: 'none',
  ignorePatterns: ['bench', 'deploy', 'test/mutation/results', '.state'],
  coverageAnalysis: 'perTest',
  // Code that runs when a module is loaded, such as a table or a pattern, is covered by no specific test. Each such mutation would take the
  // whole run.
  ignoreStatic: true,
  concurrency: Number(process.env.CONCURRENCY ?? 2),
  timeoutMS: 5000,
  disableTypeChecks: false,
  incremental: true,
  incrementalFile: `${results}.incremental.json`,
  reporters: ['progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: `${results}.html` },
  jsonReporter: { fileName: `${results}.json` },
};
