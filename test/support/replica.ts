import { Child } from './child.js';
import { GraphClient } from './graph-client.js';
import { freePort } from './redis.js';

/** A server in its own process on a fixed port. It can be killed and restarted. */
export class Replica {
  readonly #env: Readonly<Record<string, string>>;
  #port = 0;
  #child: Child | undefined;
  /** The output of all its processes that have ended. */
  #written = '';

  constructor(platformUrl: string, env: Readonly<Record<string, string>> = {}) {
    this.#env = {
      WECHAT_BASE_URL: platformUrl,
      WECHAT_APP_ID: 'wxdemo',
      WECHAT_APP_SECRET: 'demo-secret',
      ...env,
    };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** 0 while it is stopped. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get graph(): GraphClient {
    return new GraphClient(this.url);
  }

  /** The complete output on stdout and stderr. */
  get written(): string {
    return this.#written + (this.#child ? this.#child.stdout + this.#child.stderr : '');
  }

  async start(): Promise<void> {
    this.#port ||= await freePort();
    this.#child = new Child(['serve'], { ...this.#env, PORT: String(this.#port) });
    await this.#child.announced('GraphQL');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.signal(signal);
  }

  kill(): Promise<number | null> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    const code = await child.stop(signal);
    this.#written += child.stdout + child.stderr;
    this.#child = undefined;
    return code;
  }
}
