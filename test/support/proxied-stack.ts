import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from './emulator-control.js';
import { GraphClient } from './graph-client.js';
import { type Answerer, sendBytes, startRawPlatform } from './raw-platform.js';
import { type Stack, startGraph } from './stack.js';

/** A graph whose calls pass by a test on their way to the emulator. */
export interface ProxiedStack extends Stack {
  /** The next call of a path is answered by the test, and does not reach the emulator. */
  answerNext(path: string, answer: Answerer): void;
}

export async function startProxiedStack(): Promise<ProxiedStack> {
  const emulator = await startEmulator();
  const answers = new Map<string, Answerer>();
  const pass: Answerer = async ({ method, path, query, body }, response) => {
    const url = `${emulator.url}${path}?${new URLSearchParams(query)}`;
    try {
      const answer = await fetch(url, { method, ...(method === 'GET' ? {} : { body }) });
      sendBytes(response, Buffer.from(await answer.arrayBuffer()), { status: answer.status });
    } catch {
      // What the emulator lost on purpose is lost here too.
      response.destroy();
    }
  };
  const proxy: Answerer = (arrival, response) => {
    const answer = answers.get(arrival.path) ?? pass;
    answers.delete(arrival.path);
    answer(arrival, response);
  };
  const platform = await startRawPlatform(proxy, proxy);
  const server = await startGraph(platform.url, { upstreamConcurrency: 8 });
  return {
    graph: new GraphClient(server.url),
    emulator: new EmulatorControl(emulator.url),
    answerNext: (path, answer) => void answers.set(path, answer),
    async close() {
      await server.close();
      await platform.close();
      await emulator.close();
    },
  };
}
