/**
 * Collects the garbage of the start and returns its memory to the operating system: about 130 MB on Node 24, most of it pages of the
 * young generation that the start has filled and an idle server does not use. Blocks the event loop for 0.1 to 0.2 s, so call it as part of
 * the start.
 *
 * Uses the inspector, because the collection that also returns memory has no other interface on Node 20. No debugger port is opened.
 * Without an inspector (some builds of Node, the permission model), nothing is collected.
 */
export async function collectStartGarbage(): Promise<void> {
  try {
    const { Session } = await import('node:inspector/promises');
    const session = new Session();
    session.connect();
    await session.post('HeapProfiler.collectGarbage').finally(() => session.disconnect());
  } catch {
    // The server only takes more memory.
  }
}
