// Checks the shipped files without the engines that run them: Dockerfile, Compose files, nginx, the gateway's configuration, the systemd
// unit, the alert rules. `--all` also executes the Dockerfile (test/ship/image.mjs) and starts every broken configuration with a time limit.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gatewayConfig } from '../../deploy/gateway.config.mjs';
import { ConfigError } from '../../dist/config/config.js';
import { VARIABLES } from '../../dist/config/env.js';
import { loadConfig } from '../../dist/config/load-config.js';
import { problemsOfAlerts } from './alerts.mjs';
import { problemsOfCompose } from './compose.mjs';
import { problemsOfDockerfile } from './dockerfile.mjs';
import { problemsOfImage } from './image.mjs';
import { problemsOfNginx } from './nginx.mjs';

const ROOT = join(import.meta.dirname, '../..');
const variables = VARIABLES.map(({ name }) => name);
const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

const CHECKS = {
  Dockerfile: () => ({ problems: problemsOfDockerfile(ROOT, files, variables) }),
  Compose: () => ({ problems: problemsOfCompose(ROOT, { loadConfig, ConfigError }, variables) }),
  nginx: () => problemsOfNginx(ROOT),
  gateway: () => ({ problems: problemsOfGateway() }),
  systemd: problemsOfUnit,
  'alert rules': () => problemsOfAlerts(ROOT),
  'docs/deploy.md': () => ({ problems: problemsOfDocument() }),
  ...(process.argv.includes('--all') && {
    'broken configurations': problemsOfStarts,
    image: () => problemsOfImage(ROOT),
  }),
};

/** Checks the headers that the subgraph and other subgraphs get. */
function problemsOfGateway() {
  const { fromClientToSubgraphs } = gatewayConfig.propagateHeaders;
  const request = new Request('http://gateway/', {
    headers: { authorization: 'a', 'x-wechat-appid': 'b', 'x-router-secret': 'c', cookie: 'd' },
  });
  const sent = JSON.stringify(fromClientToSubgraphs({ request, subgraphName: 'cardgraph' }));
  const others = JSON.stringify(fromClientToSubgraphs({ request, subgraphName: 'loyalty' }));
  return [
    ...(sent === '{"authorization":"a","x-wechat-appid":"b"}' ? [] : [`the subgraph gets the headers ${sent}`]),
    ...(others === '{}' ? [] : [`another subgraph gets the headers ${others}`]),
    ...(gatewayConfig.transportEntries.cardgraph.options.method === 'POST' ? [] : ['subscriptions are sent by GET']),
  ];
}

/** Verifies the unit with systemd-analyze, with its program replaced by one that is installed here. */
function problemsOfUnit() {
  if (spawnSync('systemd-analyze', ['--version']).error)
    return { problems: [], skipped: 'systemd-analyze is not installed' };
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-unit-'));
  try {
    const unit = readFileSync(join(ROOT, 'deploy/cardgraph.service'), 'utf8');
    writeFileSync(join(folder, 'cardgraph.service'), unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', join(folder, 'cardgraph.service')], {
      encoding: 'utf8',
    });
    return { problems: status === 0 && stderr === '' ? [] : [stderr] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Maximum number of starts of a configuration that takes too long, because other processes may have used the CPU. */
const STARTS = 3;

/** Starts each broken configuration separately: it must exit with 78 within a second. test/graph covers the messages. */
function problemsOfStarts() {
  const table = JSON.parse(readFileSync(join(ROOT, 'test/support/broken-configurations.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-broken-'));
  const problems = [];
  const times = table.map(({ what, env, files: contents = {} }, index) => {
    const own = join(folder, String(index));
    mkdirSync(own);
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(own, name), text);
    const given = JSON.parse(JSON.stringify(env).replaceAll('{folder}', own));
    for (let starts = 1; ; starts += 1) {
      const { status, ms } = brokenStart(given);
      if (status === 78 && ms > 1000 && starts < STARTS) continue;
      if (status !== 78 || ms > 1000) problems.push(`${what}: exit code ${status} after ${ms.toFixed(0)} ms`);
      return ms;
    }
  });
  rmSync(folder, { recursive: true });
  console.log(`broken configurations: ${times.length}, the slowest after ${Math.max(...times).toFixed(0)} ms`);
  return { problems };
}

function brokenStart(given) {
  const env = { PATH: process.env.PATH, ...given };
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), 'serve'], { env, timeout: 10_000 });
  return { status, ms: performance.now() - startedAt };
}

/** Checks that docs/deploy.md names only existing files and variables. */
function problemsOfDocument() {
  const text = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
  const errorCodes = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  const linked = Array.from(text.matchAll(/\]\(([^)#:]+)\)/g), ([, path]) => relative(ROOT, join(ROOT, 'docs', path)));
  const named = Array.from(text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g), ([, name]) => name);
  const undescribed = files.filter(
    (file) => file.startsWith('deploy/') && !text.includes(file.replace(/.*\/|\.example$/g, '')),
  );
  return [
    ...linked.filter((path) => !files.includes(path)).map((path) => `${path} does not exist`),
    ...named
      .filter((name) => !variables.includes(name) && !errorCodes.includes(`\`${name}\``))
      .map((name) => `${name} is not a variable of the server`),
    ...undescribed.map((file) => `${file} is not mentioned`),
  ];
}

for (const [name, check] of Object.entries(CHECKS)) {
  const { problems, skipped } = await check();
  console.log(
    `${problems.length > 0 ? 'failed' : skipped ? 'skipped' : 'ok'}: ${name}${skipped ? `, ${skipped}` : ''}`,
  );
  for (const problem of problems) console.error(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
