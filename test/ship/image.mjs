// Executes the Dockerfile without a container engine: builds its stages in folders, then runs the result as its user, with the whole file
// system read-only except /state. Needs root and util-linux, for a mount namespace, and the registry.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { copyOf, execForm, instructionsOf, pairsOf } from './dockerfile.mjs';
import { query, startServer, terminate } from './running.mjs';

/** The uid of `node` in the base image. */
const NODE = 1000;

/** Builds every stage. Returns the last one's root, working folder, environment, entry point, command and health check. */
function buildStages(root, folder) {
  const stages = new Map();
  let stage;
  for (const [name, rest] of instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    if (name === 'FROM') {
      const label = rest.split(' AS ')[1] ?? 'last';
      stage = { at: join(folder, label), env: {}, workdir: '/' };
      mkdirSync(stage.at);
      stages.set(label, stage);
    } else if (name === 'WORKDIR') {
      stage.workdir = rest;
      mkdirSync(join(stage.at, rest), { recursive: true });
    } else if (name === 'ENV') {
      Object.assign(stage.env, Object.fromEntries(pairsOf(rest)));
    } else if (name === 'COPY') {
      const { from, sources, target } = copyOf(rest);
      const into = join(stage.at, stage.workdir, target);
      for (const source of sources) {
        const origin = from === undefined ? join(root, source) : join(stages.get(from).at, source);
        cpSync(origin, /\/$/.test(target) ? join(into, basename(source)) : into, { recursive: true });
      }
    } else if (name === 'RUN') {
      // /state is a folder of the image, and its user exists here only as a number.
      const command = rest.replace(' /state', ` ${stage.at}/state`).replaceAll('=node ', `=${NODE} `);
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...stage.env };
      execFileSync('sh', ['-c', command], {
        cwd: join(stage.at, stage.workdir),
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    } else if (name === 'USER') {
      [stage.uid, stage.gid] = rest.split(':').map(Number);
    } else if (['ENTRYPOINT', 'CMD', 'HEALTHCHECK'].includes(name)) {
      stage[name] = execForm(rest);
    }
  }
  return stages.get('last');
}

/** Prefixes a command with a mount namespace in which only `state` is writable, and with a user other than root. */
function confined({ uid, gid }, state, command) {
  const script = 'mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec "$@"';
  const user = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
  ];
  return ['unshare', '--mount', 'sh', '-c', script, state, ...user, ...command];
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function problemsOfImage(root) {
  if (process.getuid() !== 0) return { problems: [], skipped: 'a mount namespace requires root' };
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-image-'));
  const problems = [];
  const expect = (what, isSo) => {
    if (!isSo) problems.push(what);
  };
  let emulator;
  try {
    const image = buildStages(root, folder);
    chmodSync(folder, 0o755);
    const app = join(image.at, image.workdir);
    const [node, entry] = image.ENTRYPOINT;
    expect(`${entry} is in the image`, node === 'node' && existsSync(join(app, entry)));
    const unwanted = ['typescript', 'jest', 'graphiql', 'preact', 'vite', '@apollo/gateway'].filter((name) =>
      existsSync(join(app, 'node_modules', name)),
    );
    expect(`no development packages, got ${unwanted}`, unwanted.length === 0);
    expect('the console is in the image', existsSync(join(app, 'dist/console/index.html')));
    expect('no sources', !existsSync(join(app, 'src')) && !existsSync(join(app, 'test')));

    const port = await freePort();
    const state = join(image.at, 'state');
    const keys = join(folder, 'keys.json');
    const key = 'planted-key';
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(key).digest('hex');
    writeFileSync(keys, JSON.stringify([{ name: 'shop', sha256, scopes: ['card:read'], appids: ['wxdemo'] }]), {
      mode: 0o400,
    });
    chownSync(keys, image.uid, image.gid);
    emulator = await startServer(process.execPath, [join(app, entry), 'serve'], {
      cwd: folder,
      env: { PORT: '0', EMULATOR_PORT: '0' },
    });
    const platform = /^Emulator: (\S+)$/m.exec(emulator.written())[1];
    const env = {
      ...{ PATH: process.env.PATH, ...image.env },
      // Replaces 0.0.0.0, because a test listens only on loopback.
      ...{ HOST: '127.0.0.1', PORT: String(port), STATE_DIR: state, AUTH_MODE: 'api-key', API_KEYS_FILE: keys },
      ...{ WECHAT_BASE_URL: platform, WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' },
    };
    const options = { cwd: app, env };
    const run = (command) => {
      const [first, ...rest] = confined(image, state, command);
      return execFileSync(first, rest, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    };

    expect(
      'the file system is read-only',
      run(['sh', '-c', `touch ${app}/x || touch /tmp/x || echo refused`]) === 'refused\n',
    );
    expect('the doctor reports no problem', /^ok {3}token wxdemo: /m.test(run([...image.ENTRYPOINT, 'doctor'])));
    const [first, ...rest] = confined(image, state, [...image.ENTRYPOINT, ...image.CMD]);
    const server = await startServer(first, rest, options);
    try {
      await query(server.url, { 'x-api-key': key });
      const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
      expect(
        'the user is not root',
        new RegExp(`^Uid:\\s+${image.uid}\\s+${image.uid}\\s`, 'm').test(status) && /^CapEff:\s+0+$/m.test(status),
      );
      expect('its records are in /state', existsSync(join(state, 'records.mdb')));
      run(image.HEALTHCHECK);
      const end = await terminate(server);
      expect(`SIGTERM ends it with 0, got ${end}\n${server.written()}`, end === 0);
    } finally {
      server.kill();
    }
    expect(
      'the health check fails without a server',
      throws(() => run(image.HEALTHCHECK)),
    );
    const size = execFileSync('du', ['-sm', image.at], { encoding: 'utf8' }).split('\t')[0];
    console.log(`image: ${size} MB above its base, ran as ${image.uid} on a read-only file system`);
  } catch (error) {
    problems.push(`${error.message}\n${error.stderr ?? ''}${error.stdout ?? ''}`);
  } finally {
    emulator?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  return { problems };
}

function throws(run) {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}
