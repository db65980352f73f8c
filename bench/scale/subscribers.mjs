import { request } from 'node:http';

/** Subscriptions to `cardEvents` over server-sent events, which count the events that they receive. */
export class Subscribers {
  /** @type {import('node:http').ClientRequest[]} */
  #requests = [];
  #onEvent = () => {};
  events = 0;
  /** Size of the bodies that have arrived. */
  bytes = 0;

  /**
   * Opens subscriptions at every replica, from now on.
   * @param {readonly string[]} urls
   * @param {number} each subscriptions at a replica
   * @param {string} selection of an event
   */
  static async open(urls, each, selection) {
    const subscribers = new Subscribers();
    const query = `subscription { cardEvents { ${selection} } }`;
    await Promise.all(urls.flatMap((url) => Array.from({ length: each }, () => subscribers.#open(url, query))));
    return subscribers;
  }

  /** Waits until this many events have arrived. @param {number} count @param {number} milliseconds */
  received(count, milliseconds) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`expected ${count} events within ${milliseconds} ms, got ${this.events}`));
      const timer = setTimeout(late, milliseconds);
      this.#onEvent = () => {
        if (this.events < count) return;
        clearTimeout(timer);
        resolve(undefined);
      };
      this.#onEvent();
    });
  }

  close() {
    for (const sent of this.#requests) sent.destroy();
  }

  /** @param {string} url @param {string} query @returns {Promise<void>} */
  #open(url, query) {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
      const sent = request(url, { method: 'POST', agent: false, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`subscription: HTTP ${response.statusCode}`));
        let rest = '';
        response.setEncoding('utf8');
        response.on('error', () => {});
        response.on('data', (text) => {
          this.bytes += Buffer.byteLength(text);
          const messages = (rest + text).split('\n\n');
          rest = messages.pop() ?? '';
          this.events += messages.filter((message) => message.startsWith('event: next\ndata: {"data"')).length;
          this.#onEvent();
        });
        resolve();
      });
      sent.on('error', reject);
      this.#requests.push(sent);
      sent.end(JSON.stringify({ query }));
    });
  }
}
