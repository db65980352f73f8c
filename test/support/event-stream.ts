import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** A response that is read as it arrives. */
export class EventStream {
  readonly response: IncomingMessage;
  readonly #request: ClientRequest;
  #text = '';
  #hasEnded = false;
  #onChange = () => {};

  /** Sends a subscription and resolves with the response once its headers have arrived. */
  static open(
    url: string,
    query: string,
    headers: Readonly<Record<string, string>> = {},
    accept = 'text/event-stream',
  ): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', accept, ...headers },
      });
      sent.on('error', reject);
      sent.on('response', (response) => resolve(new EventStream(sent, response)));
      sent.end(JSON.stringify({ query }));
    });
  }

  private constructor(sent: ClientRequest, response: IncomingMessage) {
    this.#request = sent;
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#onChange();
    });
    response.on('close', () => {
      this.#hasEnded = true;
      this.#onChange();
    });
    sent.on('error', () => {});
    response.on('error', () => {});
  }

  /** Everything that has arrived. */
  get text(): string {
    return this.#text;
  }

  /** The results of server-sent events that have arrived. */
  get results(): {
    data?: Record<string, unknown>;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  }[] {
    return [...this.#text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, json = '']) => JSON.parse(json));
  }

  /** The event of each result that has arrived. */
  get events(): Record<string, unknown>[] {
    return this.results.flatMap(({ data }) => (data?.cardEvents ? [data.cardEvents as Record<string, unknown>] : []));
  }

  /** Resolves once `count` results have arrived. */
  async received(count: number): Promise<this> {
    await this.until(() => this.results.length >= count);
    return this;
  }

  /** Resolves once the response has ended. */
  async ended(): Promise<this> {
    await this.until(() => this.#hasEnded);
    return this;
  }

  async until(isTrue: () => boolean, milliseconds = 10_000): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not in time; received: ${this.#text}`)), milliseconds);
      this.#onChange = () => {
        if (!isTrue()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Stops reading, so that the socket's buffers fill. */
  pause(): void {
    this.response.pause();
  }

  /** Resets the connection without closing the stream first. */
  vanish(): void {
    this.#request.destroy();
  }
}
