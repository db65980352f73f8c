/**
 * Clients of subscriptions over each transport.
 *
 * @typedef {object} Subscriber
 * @property {readonly string[]} results received, as JSON
 * @property {number} bytes received, without the headers of HTTP
 * @property {() => void} close
 *
 * @typedef {(url: string, query: string) => Promise<Subscriber>} Subscribe opens a subscription
 */
import { request } from 'node:http';
import { WebSocket } from 'undici';

/** @type {Subscribe} */
function overEvents(url, query) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const sent = request(url, { method: 'POST', agent: false, headers });
    sent.on('error', reject);
    sent.on('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`expected HTTP 200, got ${response.statusCode}`));
      /** @type {string[]} */
      const results = [];
      const subscriber = { results, bytes: 0, close: () => sent.destroy() };
      let rest = '';
      response.setEncoding('utf8');
      response.on('error', () => {});
      response.on('data', (text) => {
        subscriber.bytes += Buffer.byteLength(text);
        const messages = (rest + text).split('\n\n');
        rest = messages.pop() ?? '';
        for (const message of messages) {
          if (message.startsWith(RESULT)) results.push(message.slice(RESULT.length));
        }
      });
      return resolve(subscriber);
    });
    sent.end(JSON.stringify({ query }));
  });
}

const RESULT = 'event: next\ndata: ';

/** @type {Subscribe} */
function overWebSocket(url, query) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    /** @type {string[]} */
    const results = [];
    const subscriber = { results, bytes: 0, close: () => socket.close() };
    socket.addEventListener('error', () => reject(new Error('the WebSocket failed')));
    socket.addEventListener('open', () => socket.send('{"type":"connection_init"}'));
    socket.addEventListener('message', ({ data }) => {
      const { type, payload } = JSON.parse(data);
      subscriber.bytes += Buffer.byteLength(data);
      if (type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        resolve(subscriber);
      } else if (type === 'next') results.push(JSON.stringify(payload));
    });
  });
}

/** By transport, as the metrics of the server name it. */
export const SUBSCRIBE = { sse: overEvents, websocket: overWebSocket };
