import type { Renewal } from '../../src/events/backend.js';
import { MemoryBackend } from '../../src/events/memory-backend.js';

/** A backend whose intake was last alive a minute before it starts. */
export class InterruptedLog extends MemoryBackend {
  #renewals = 0;
  reads = 0;

  override async renew(...change: Parameters<MemoryBackend['renew']>): Promise<Renewal> {
    const renewal = await super.renew(...change);
    this.#renewals += 1;
    if (this.#renewals > 1) return renewal;
    const to = Date.now();
    return { ...renewal, gap: { from: to - 60_000, to, progress: 'known' } };
  }

  override read(...page: Parameters<MemoryBackend['read']>) {
    this.reads += 1;
    return super.read(...page);
  }
}
