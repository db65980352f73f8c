// A callback server of a merchant that keeps its own messages and passes those about cards on to Cardgraph, with the raw body and the query
// string unchanged, so that the signatures stay valid. Without dependencies; docs/events.md describes it.
//
//   CARDGRAPH_EVENTS_URL=https://cards.example/wechat/events/wx… PORT=8088 node callback-server.mjs
import { createServer } from 'node:http';

const { CARDGRAPH_EVENTS_URL, PORT = '8088' } = process.env;

/** The platform waits 5 s. The rest is for the network. */
const TIMEOUT_MS = 4000;

/** The maximum size that Cardgraph accepts. */
const MAX_BYTES = 64 * 1024;

/** Your own handling, such as replies to texts. Return the reply, or undefined to pass on the response of Cardgraph. */
function ownReply(_query, _body) {
  return undefined;
}

async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends the request to Cardgraph as it arrived. Returns 503 if there is no response: the platform then sends the message again. */
async function passOn(method, search, body) {
  try {
    const response = await fetch(CARDGRAPH_EVENTS_URL + search, {
      method,
      ...(method === 'POST' && { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 503, text: '' };
  }
}

const server = createServer(async (request, response) => {
  const { search } = new URL(request.url, 'http://callback');
  const body = await bodyOf(request).catch(() => undefined);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  // Cardgraph first: a message that it has not stored must not be acknowledged.
  const { status, text } = await passOn(request.method, search, body);
  const reply = status === 200 && request.method === 'POST' ? ownReply(search, body) : undefined;
  response.writeHead(status, { 'content-type': 'text/plain' }).end(reply ?? text);
});

server.listen(Number(PORT), () => console.log(`Callback: http://127.0.0.1:${server.address().port}`));
