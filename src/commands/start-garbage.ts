import { Session } from 'node:inspector/promises';

/**
 * Collects the garbage of the start and returns its memory to the operating system: about 130 MB on Node 24, most of it pages of the
 * young generation that the start has filled and an idle server does not use. Takes 0.1 to 0.2 s, so call it before requests arrive. It
 * uses the inspector because the collection that also returns memory has no other interface on Node 20. No debugger port is opened.
 */
export async function collectStartGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
