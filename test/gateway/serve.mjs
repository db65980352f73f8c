// node serve.mjs <supergraph.graphql>: runs Hive Gateway with deploy/gateway.config.mjs on a free port.
// In a separate package, because the gateway has many dependencies: npm ci --prefix test/gateway --ignore-scripts
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { gatewayConfig } from '../../deploy/gateway.config.mjs';

const gateway = createGatewayRuntime({
  ...gatewayConfig,
  supergraph: readFileSync(process.argv[2], 'utf8'),
  landingPage: false,
  logging: process.env.LOGGING ?? 'error',
});
const server = createServer(gateway);
server.listen(0, '127.0.0.1', () => console.log(`Gateway: http://127.0.0.1:${server.address().port}/graphql`));
process.once('SIGTERM', () => process.exit(0));
