import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../support/time.js';

let npm: ChildProcess | undefined;
afterEach(() => {
  try {
    // The whole process group, because a failed test may leave a server without its npm.
    process.kill(-(npm?.pid ?? Number.NaN), 'SIGKILL');
  } catch {} // it has exited
});

/** Runs a script of package.json by npm in a separate process group. Returns the URL after the label on its line of stdout. */
async function run(args: readonly string[], label: string): Promise<URL> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: '0',
    EMULATOR_PORT: '0',
    SHUTDOWN_WAIT_SECONDS: '0',
    npm_config_update_notifier: 'false',
  };
  // `npm test` has built already.
  npm = spawn('npm', ['--ignore-scripts', ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  npm.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  const line = new RegExp(`^${label}: (\\S+)$`, 'm');
  await until(async () => line.test(stdout));
  return new URL(line.exec(stdout)?.[1] ?? '');
}

async function isOpen({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname);
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isConnected;
}

describe('SIGTERM to only the npm process', () => {
  test.each([
    ['npm start', ['start'], 'GraphQL'],
    ['npm run emulator', ['run', 'emulator', '--', '--port', '0'], 'Emulator'],
  ])('ends the server of %s within the grace period, with exit code 0', async (_script, args, label) => {
    const url = await run(args, label);
    expect(await isOpen(url)).toBe(true);
    const exited = once(npm as ChildProcess, 'exit');
    npm?.kill('SIGTERM');
    // The exit code would be 1 if the grace period had elapsed.
    expect(await exited).toEqual([0, null]);
    expect(await isOpen(url)).toBe(false);
  });
});
