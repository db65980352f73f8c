/** Maximum characters of one message. The server bounds its results well below. */
const MAX_MESSAGE = 1_000_000;

/**
 * Reads the results of a subscription from a stream of server-sent events, as the server frames them: `event: next` with one line of
 * `data`, and comments as heartbeats.
 * @param onResult receives the JSON text of each result
 * @param onActivity called for everything that arrives, heartbeats included
 * @returns whether the server completed the stream. Otherwise the connection was cut
 * @throws if the connection fails, or a message is too long
 */
export async function readServerSent(
  body: ReadableStream<Uint8Array>,
  onResult: (json: string) => void,
  onActivity: () => void,
): Promise<boolean> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      onActivity();
      const messages = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const lines = message.split('\n');
        if (lines.includes('event: complete')) return true;
        const data = lines.find((line) => line.startsWith('data: '));
        if (lines.includes('event: next') && data !== undefined) onResult(data.slice('data: '.length));
      }
      if (text.length > MAX_MESSAGE) throw new Error('a message of the stream is too long');
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
