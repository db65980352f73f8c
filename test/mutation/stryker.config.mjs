import { group } from './groups.mjs';

const { name, mutate } = group();
const results = `test/mutation/results/${name}`;

export default {
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/wording.mjs'],
  testRunner: 'jest',
  // Tests reach the code over HTTP: which they are about is not told by what they import.
  jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  mutate,
  ignorers: ['wording'],
  // TypeScript 7 has no API by which its configuration could be rewritten; nor is that needed, since swc compiles.
  tsconfigFile: 'none',
  ignorePatterns: ['bench', 'deploy', 'test/mutation/results', '.state'],
  coverageAnalysis: 'perTest',
  // What is computed as a module is loaded, a table or a pattern, no test can be said to cover: each would take the whole run.
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
