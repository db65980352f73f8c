import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from './emulator-control.js';
import { GraphClient } from './graph-client.js';
import { type Answerer, sendBytes, startRawPlatform } from './raw-platform.js';
import { forget, type Stack, startGraph, WIDE_LIMITS } from './stack.js';

/** A graph with a proxy in front of the emulator that tests control. */
export interface ProxiedStack extends Stack {
  /** Lets the test respond to the next calls of a path. They do not reach the emulator. */
  answerNext(path: string, answer: Answerer, times?: number): void;
}

export async function startProxiedStack(): Promise<ProxiedStack> {
  const emulator = await startEmulator();
  const answers = new Map<string, { readonly answer: Answerer; timesLeft: number }>();
  const pass: Answerer = async ({ method, path, query, body }, response) => {
    const url = `${emulator.url}${path}?${new URLSearchParams(query)}`;
    try {
      const answer = await fetch(url, { method, ...(method === 'GET' ? {} : { body }) });
      sendBytes(response, Buffer.from(await answer.arrayBuffer()), { status: answer.status });
    } catch {
      // A response that a fault of the emulator dropped is dropped here too.
      response.destroy();
    }
  };
  const proxy: Answerer = (arrival, response) => {
    const own = answers.get(arrival.path);
    if (own === undefined) return pass(arrival, response);
    own.timesLeft -= 1;
    if (own.timesLeft === 0) answers.delete(arrival.path);
    own.answer(arrival, response);
  };
  const platform = await startRawPlatform(proxy, proxy);
  const server = await startGraph(platform.url, { upstreamConcurrency: 8, limits: WIDE_LIMITS });
  const control = new EmulatorControl(emulator.url);
  return {
    graph: new GraphClient(server.url),
    emulator: control,
    async reset() {
      forget(server, platform.url);
      answers.clear();
      await control.reset();
    },
    answerNext: (path, answer, times = 1) => void answers.set(path, { answer, timesLeft: times }),
    async close() {
      await server.close();
      await platform.close();
      await emulator.close();
    },
  };
}
