import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './commands.js';
import { freePort } from './redis.js';
import { until } from './time.js';

export const hasNginx = isInstalled('nginx', ['-v']);

/** An nginx for one test, on a free port, in front of servers that can be added and removed. */
export class TestNginx {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cardgraph-nginx-'));
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** @param servers URLs, whose paths are ignored */
  static async start(servers: readonly string[]): Promise<TestNginx> {
    const nginx = new TestNginx(await freePort());
    nginx.#configure(servers);
    nginx.#process = spawn('nginx', nginx.#args, { stdio: 'ignore' });
    await until(() => nginx.#isUp());
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** Switches to other servers. Resolves when the workers with the old configuration have completed their requests and ended. */
  async use(servers: readonly string[]): Promise<void> {
    const before = this.#workers();
    this.#configure(servers);
    execFileSync('nginx', [...this.#args, '-s', 'reload'], { stdio: 'ignore' });
    await until(() => !this.#workers().some((worker) => before.includes(worker)));
  }

  async close(): Promise<void> {
    const running = this.#process;
    if (running !== undefined && running.exitCode === null) {
      running.kill('SIGTERM');
      await once(running, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Returns the ids of the worker processes. */
  #workers(): string[] {
    const pid = this.#process?.pid;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  }

  get #args(): string[] {
    return ['-c', join(this.#folder, 'nginx.conf'), '-p', this.#folder, '-e', join(this.#folder, 'error.log')];
  }

  /** Writes the configuration. Connections to the servers are reused as in production, and requests are not retried. */
  #configure(servers: readonly string[]): void {
    const file = (name: string) => join(this.#folder, name);
    writeFileSync(
      file('nginx.conf'),
      `daemon off;
worker_processes 1;
pid ${file('nginx.pid')};
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${file('body')};
  proxy_temp_path ${file('proxy')};
  fastcgi_temp_path ${file('fastcgi')};
  uwsgi_temp_path ${file('uwsgi')};
  scgi_temp_path ${file('scgi')};
  upstream cardgraph {
    ${servers.map((url) => `server ${new URL(url).host} max_fails=0;`).join('\n    ')}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${this.#port};
    location / {
      proxy_pass http://cardgraph;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_next_upstream off;
    }
  }
}
`,
    );
  }

  async #isUp(): Promise<boolean> {
    const socket = connect(this.#port, '127.0.0.1');
    const isUp = await Promise.race([once(socket, 'connect'), once(socket, 'error')]).then(
      () => true,
      () => false,
    );
    socket.destroy();
    return isUp;
  }
}
