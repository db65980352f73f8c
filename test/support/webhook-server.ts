import { ConnectionTracker } from '../../src/http/connection-tracker.js';
import { createWebhookApp } from '../../src/http/webhook-app.js';
import type { WebhookOptions } from '../../src/webhooks/routes.js';

/** The application for the platform's messages, at its own address. */
export interface WebhookServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startWebhooks(options: Omit<WebhookOptions, 'track'>): Promise<WebhookServer> {
  const connections = new ConnectionTracker(5000);
  const hosts = { host: '127.0.0.1', allowedHosts: [] };
  const app = await createWebhookApp({ ...options, hosts, connections, arrivalMs: 30_000 });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      await connections.drain(0);
      await app.close();
    },
  };
}
